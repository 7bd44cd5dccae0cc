<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:r="urn:mpx-audit:report:1"
                exclude-result-prefixes="r">
  <xsl:output method="html" encoding="UTF-8" indent="no"/>
  <xsl:param name="style"/><xsl:param name="script"/><xsl:param name="policy"/><xsl:param name="data"/>
  <xsl:template match="/"><html lang="en"><head><meta charset="utf-8"/><title>x</title></head><body>
  <script type="application/json" id="data"><xsl:value-of select="$data"/></script></body></html></xsl:template>
</xsl:stylesheet>
