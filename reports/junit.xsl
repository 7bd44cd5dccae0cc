<?xml version="1.0" encoding="UTF-8"?>
<!-- One test case a finding, because some readers keep only one failure a case. Notes and safe pairs pass. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:r="urn:mpx-audit:report:1"
                exclude-result-prefixes="r">
  <xsl:output method="xml" encoding="UTF-8" indent="yes"/>

  <xsl:variable name="present" select="/r:report/r:findings/r:finding[@state != 'fixed']"/>
  <xsl:variable name="skipped" select="$present[r:suppressed or @known = 'true']"/>
  <xsl:variable name="failures"
                select="$present[not(r:suppressed) and not(@known = 'true') and @level != 'note' and @level != 'none']"/>

  <xsl:template match="/">
    <testsuites name="mpx-audit" tests="{count($present) + not($present)}" failures="{count($failures)}" errors="0">
      <testsuite name="mpx-audit" tests="{count($present) + not($present)}" failures="{count($failures)}" errors="0"
                 skipped="{count($skipped)}" timestamp="{substring(/r:report/r:provenance/@started, 1, 19)}">
        <xsl:if test="not($present)">
          <testcase classname="mpx-audit" name="no findings"/>
        </xsl:if>
        <xsl:apply-templates select="$present"/>
      </testsuite>
    </testsuites>
  </xsl:template>

  <xsl:template match="r:finding">
    <testcase classname="{@rule}" name="{@file}:{@line}:{@col} {r:message} ({@fingerprint})" file="{@file}" line="{@line}">
      <xsl:choose>
        <xsl:when test="r:suppressed"><skipped message="suppressed: {r:suppressed}"/></xsl:when>
        <xsl:when test="@known = 'true'"><skipped message="in the baseline"/></xsl:when>
        <xsl:when test="@level = 'note' or @level = 'none'">
          <system-out><xsl:value-of select="concat(@level, ': ', r:message)"/></system-out>
        </xsl:when>
        <xsl:otherwise>
          <failure type="{@level}" message="{r:message}"><xsl:call-template name="body"/></failure>
        </xsl:otherwise>
      </xsl:choose>
    </testcase>
  </xsl:template>

  <xsl:template name="body">
    <xsl:value-of select="concat(@file, ':', @line, ':', @col, ': ', @level, ': ', r:message, ' [', @rule, ']&#10;')"/>
    <xsl:for-each select="r:steps/r:step">
      <xsl:value-of select="concat(position(), '. ', @role, ' ', @file, ':', @line, ':', @col, ': ', r:why, '&#10;')"/>
      <xsl:if test="r:text != ''"><xsl:value-of select="concat('   | ', r:text, '&#10;')"/></xsl:if>
    </xsl:for-each>
    <xsl:if test="r:gain"><xsl:value-of select="concat('gain: ', r:gain, '&#10;')"/></xsl:if>
    <xsl:if test="r:repair"><xsl:value-of select="concat('repair: ', r:repair, '&#10;')"/></xsl:if>
  </xsl:template>
</xsl:stylesheet>
