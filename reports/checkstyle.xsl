<?xml version="1.0" encoding="UTF-8"?>
<!-- Findings of the code as it is today, file by file; suppressed ones and safe pairs are left out. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:r="urn:mpx-audit:report:1"
                exclude-result-prefixes="r">
  <xsl:output method="xml" encoding="UTF-8" indent="yes"/>
  <xsl:key name="by-file" match="r:finding[@state != 'fixed' and not(r:suppressed) and @level != 'none']" use="@file"/>

  <xsl:template match="/">
    <checkstyle version="4.3">
      <xsl:for-each select="/r:report/r:findings/r:finding[generate-id() = generate-id(key('by-file', @file)[1])]">
        <xsl:sort select="@file"/>
        <file name="{@file}">
          <xsl:for-each select="key('by-file', @file)">
            <xsl:sort select="@line" data-type="number"/>
            <xsl:sort select="@col" data-type="number"/>
            <error line="{@line}" column="{@col}" message="{r:message}" source="mpx-audit.{@rule}">
              <xsl:attribute name="severity">
                <xsl:choose>
                  <xsl:when test="@level = 'critical' or @level = 'high'">error</xsl:when>
                  <xsl:when test="@level = 'note'">info</xsl:when>
                  <xsl:otherwise>warning</xsl:otherwise>
                </xsl:choose>
              </xsl:attribute>
            </error>
          </xsl:for-each>
        </file>
      </xsl:for-each>
    </checkstyle>
  </xsl:template>
</xsl:stylesheet>
