<?xml version="1.0" encoding="UTF-8"?>
<!-- The page as a reader without scripts sees it: summary, the first findings and sites in full, units, rules, provenance.
     report.js takes over the findings, sites and units sections from the JSON in #data. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:r="urn:mpx-audit:report:1"
                exclude-result-prefixes="r">
  <xsl:output method="html" encoding="UTF-8" indent="no"/>
  <xsl:param name="style"/>
  <xsl:param name="script"/>
  <xsl:param name="policy"/>
  <xsl:param name="data"/>

  <xsl:variable name="plain-findings" select="300"/>
  <xsl:variable name="plain-rows" select="500"/>
  <xsl:variable name="report" select="/r:report"/>
  <xsl:variable name="totals" select="$report/r:totals"/>
  <xsl:variable name="alarms" select="sum($totals/r:levels/r:level[@name != 'none']/@count)"/>
  <xsl:variable name="events" select="sum($report/r:traces/r:trace/@calls) + sum($report/r:traces/r:trace/@faults)"/>
  <xsl:variable name="callable" select="$report/r:sites/r:site[@kind != 'constant' and @kind != 'flag' and @kind != 'reference' and (@side = 'user' or @kind = 'implementation')]"/>
  <!-- Traces of other tools do not say what was watched. -->
  <xsl:variable name="watched" select="$report/r:traces/r:trace/r:probes/r:probe[@outcome != 'refused' and @outcome != 'absent']"/>
  <xsl:variable name="runs" select="$callable[not($watched) or @interface = $watched/@interface]"/>
  <xsl:variable name="lost" select="$totals/@units_failed"/>
  <!-- Characters that turn the direction of writing would make code read otherwise than it compiles. -->
  <xsl:variable name="turning" select="'&#x202A;&#x202B;&#x202C;&#x202D;&#x202E;&#x2066;&#x2067;&#x2068;&#x2069;&#x200E;&#x200F;&#x061C;'"/>
  <xsl:variable name="turned" select="'&#xFFFD;&#xFFFD;&#xFFFD;&#xFFFD;&#xFFFD;&#xFFFD;&#xFFFD;&#xFFFD;&#xFFFD;&#xFFFD;&#xFFFD;&#xFFFD;'"/>
  <xsl:key name="findings-of" match="r:finding[@state != 'fixed']" use="@rule"/>

  <xsl:template match="/">
    <html lang="en">
      <head>
        <meta charset="utf-8"/>
        <meta http-equiv="Content-Security-Policy" content="{$policy}"/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <meta name="color-scheme" content="light dark"/>
        <meta name="referrer" content="no-referrer"/>
        <title>mpx-audit: <xsl:call-template name="headline"/></title>
        <style><xsl:value-of select="$style" disable-output-escaping="yes"/></style>
      </head>
      <body>
        <a class="skip" href="#main">Skip to content</a>
        <xsl:call-template name="top"/>
        <main id="main" tabindex="-1">
          <xsl:call-template name="findings"/>
          <xsl:call-template name="sites"/>
          <xsl:if test="$report/r:traces"><xsl:call-template name="runtime"/></xsl:if>
          <xsl:call-template name="units"/>
          <xsl:call-template name="rules"/>
          <xsl:call-template name="about"/>
        </main>
        <script type="application/json" id="data"><xsl:value-of select="$data" disable-output-escaping="yes"/></script>
        <script><xsl:value-of select="$script" disable-output-escaping="yes"/></script>
      </body>
    </html>
  </xsl:template>

  <xsl:template name="headline">
    <xsl:choose>
      <xsl:when test="$alarms = 0">no open findings</xsl:when>
      <xsl:when test="$alarms = 1">1 open finding</xsl:when>
      <xsl:otherwise><xsl:value-of select="$alarms"/> open findings</xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="top">
    <header class="top">
      <p class="brand">mpx-audit</p>
      <nav aria-label="Sections">
        <a href="#findings">Findings <span class="n"><xsl:value-of select="$alarms"/></span></a>
        <a href="#sites">Sites <span class="n"><xsl:value-of select="$totals/@sites"/></span></a>
        <xsl:if test="$report/r:traces"><a href="#runtime">Runtime <span class="n"><xsl:value-of select="$events"/></span></a></xsl:if>
        <a href="#units">Units <span class="n"><xsl:value-of select="$totals/@units"/></span></a>
        <a href="#rules">Rules <span class="n"><xsl:value-of select="count($report/r:rules/r:rule)"/></span></a>
        <a href="#about">About</a>
      </nav>
      <div class="tools" id="tools"></div>
    </header>
  </xsl:template>

  <!-- Findings -->
  <xsl:template name="findings">
    <section id="findings" aria-labelledby="findings-title">
      <div class="head">
        <h1 id="findings-title"><xsl:call-template name="headline"/></h1>
        <p class="lead">
          <xsl:call-template name="text"><xsl:with-param name="of" select="$report/r:provenance/@root"/></xsl:call-template>
          · <xsl:value-of select="$totals/@sites"/> sites in <xsl:value-of select="$totals/@units"/> units
          <xsl:if test="$totals/@suppressed > 0"> · <xsl:value-of select="$totals/@suppressed"/> suppressed</xsl:if>
          <xsl:if test="$totals/@fixed > 0"> · <xsl:value-of select="$totals/@fixed"/> fixed since the run before</xsl:if>
          <xsl:if test="$totals/@baseline > 0"> · <xsl:value-of select="$totals/@baseline"/> in the baseline</xsl:if>
          <xsl:if test="$totals/@hidden > 0"> · <xsl:value-of select="$totals/@hidden"/> below the asked severity left out</xsl:if>
          <xsl:if test="$totals/@safe > 0"> · <xsl:call-template name="safe"/></xsl:if>
        </p>
        <xsl:call-template name="honesty"/>
        <ul class="levels" id="levels">
          <xsl:for-each select="$totals/r:levels/r:level[@name != 'none']">
            <li class="tile level-{@name}">
              <xsl:call-template name="shape"><xsl:with-param name="level" select="@name"/></xsl:call-template>
              <strong><xsl:value-of select="@count"/></strong><xsl:text> </xsl:text><span><xsl:value-of select="@name"/></span>
            </li>
          </xsl:for-each>
        </ul>
      </div>
      <div id="findings-app" hidden="hidden"></div>
      <div id="findings-plain" class="plain">
        <xsl:if test="not($report/r:findings/r:finding)"><xsl:call-template name="nothing"/></xsl:if>
        <xsl:apply-templates select="$report/r:findings/r:finding[position() &lt;= $plain-findings]"/>
        <xsl:if test="count($report/r:findings/r:finding) > $plain-findings">
          <p class="notice">These are the first <xsl:value-of select="$plain-findings"/> of <xsl:value-of select="count($report/r:findings/r:finding)"/> findings. With scripts on, this page shows them all; so do the XML and JSON reports.</p>
        </xsl:if>
      </div>
    </section>
  </xsl:template>

  <!-- What was looked at and held: how many pairs, and why. -->
  <xsl:template name="safe">
    <xsl:value-of select="$totals/@safe"/><xsl:choose><xsl:when test="$totals/@safe = 1"> pair</xsl:when><xsl:otherwise> pairs</xsl:otherwise></xsl:choose> found safe
    <xsl:text>(</xsl:text>
    <xsl:for-each select="$totals/r:reasons/r:reason">
      <xsl:if test="position() > 1">, </xsl:if><xsl:value-of select="@count"/><xsl:text> </xsl:text>
      <xsl:call-template name="text"><xsl:with-param name="of" select="@name"/></xsl:call-template>
    </xsl:for-each>
    <xsl:text>)</xsl:text>
    <xsl:if test="not($report/r:findings/r:finding[@level = 'none'])">; <code>mpx-audit report --safe</code> shows them</xsl:if>
  </xsl:template>

  <xsl:template name="nothing">
    <p class="nothing">No rule found anything in the <xsl:value-of select="$totals/@sites"/> sites of
      <xsl:value-of select="$totals/@units_ok + $totals/@units_degraded"/> analysed units.</p>
  </xsl:template>

  <!-- What was not seen belongs beside what was found. -->
  <xsl:template name="honesty">
    <xsl:if test="$totals/@units = 0">
      <p class="notice warn">Nothing was analysed: the run holds no unit.</p>
    </xsl:if>
    <xsl:if test="$report/r:provenance/@missing_shards">
      <p class="notice warn"><strong>Missing of <xsl:value-of select="$report/r:provenance/@shards"/> shards: <xsl:value-of select="$report/r:provenance/@missing_shards"/>.</strong>
        What stands in their units is unknown.</p>
    </xsl:if>
    <xsl:if test="$report/r:provenance/@shard">
      <p class="notice">Shard <xsl:value-of select="$report/r:provenance/@shard"/> of <xsl:value-of select="$report/r:provenance/@shards"/>: the other units are in other databases.</p>
    </xsl:if>
    <xsl:if test="$lost > 0">
      <p class="notice warn"><strong><xsl:value-of select="$lost"/> of <xsl:value-of select="$totals/@units"/> units could not be analysed.</strong>
        What stands in them is unknown. <a href="#units">See which, and why</a></p>
    </xsl:if>
    <xsl:if test="$totals/@functions_degraded > 0">
      <p class="notice"><xsl:value-of select="$totals/@functions_degraded"/> of <xsl:value-of select="$totals/@functions"/> functions
        could not be read whole: their sites count, but no rule judges them.</p>
    </xsl:if>
  </xsl:template>

  <xsl:template match="r:finding">
    <article class="finding" id="f-{@fingerprint}">
      <h2><xsl:call-template name="badge"><xsl:with-param name="level" select="@level"/></xsl:call-template><xsl:text> </xsl:text>
        <xsl:call-template name="text"><xsl:with-param name="of" select="r:message"/></xsl:call-template></h2>
      <p class="meta">
        <code><xsl:call-template name="place"/></code>
        <xsl:if test="@function"> in <code><xsl:call-template name="text"><xsl:with-param name="of" select="@function"/></xsl:call-template></code></xsl:if>
        · <a href="#rule-{@rule}"><xsl:value-of select="@rule"/></a> · <xsl:value-of select="@confidence"/> confidence
        <xsl:if test="@verdict"> · <xsl:value-of select="@verdict"/></xsl:if>
        <xsl:if test="@reason"> (<xsl:value-of select="@reason"/>)</xsl:if>
        · <xsl:value-of select="@state"/>
        <xsl:if test="@hits > 0"> · seen <xsl:value-of select="@hits"/> × at run time</xsl:if>
      </p>
      <xsl:if test="r:confirmations"><xsl:call-template name="confirmed"/></xsl:if>
      <xsl:if test="r:suppressed">
        <p class="notice">Suppressed: <xsl:call-template name="text"><xsl:with-param name="of" select="r:suppressed"/></xsl:call-template></p>
      </xsl:if>
      <xsl:if test="r:gain or r:repair">
        <dl class="advice">
          <xsl:if test="r:gain"><div><dt>What it gives away</dt><dd><xsl:call-template name="text"><xsl:with-param name="of" select="r:gain"/></xsl:call-template></dd></div></xsl:if>
          <xsl:if test="r:repair"><div><dt>Smallest repair</dt><dd><xsl:call-template name="text"><xsl:with-param name="of" select="r:repair"/></xsl:call-template></dd></div></xsl:if>
        </dl>
      </xsl:if>
      <xsl:if test="r:steps/r:step">
        <ol class="steps">
          <xsl:for-each select="r:steps/r:step">
            <li><span class="role"><xsl:value-of select="@role"/></span><xsl:text> </xsl:text>
              <code><xsl:call-template name="place"/></code><xsl:text> </xsl:text>
              <xsl:call-template name="text"><xsl:with-param name="of" select="r:why"/></xsl:call-template>
              <pre><xsl:call-template name="text"><xsl:with-param name="of" select="r:text"/></xsl:call-template></pre></li>
          </xsl:for-each>
        </ol>
      </xsl:if>
    </article>
  </xsl:template>

  <!-- Sites -->
  <xsl:template name="sites">
    <section id="sites" aria-labelledby="sites-title">
      <div class="head"><h1 id="sites-title">Sites</h1>
        <p class="lead">Every place where an interface of the catalogue is used.</p></div>
      <div id="sites-app" hidden="hidden"></div>
      <div id="sites-plain" class="plain">
        <table>
          <caption class="away">Sites</caption>
          <thead><tr><th scope="col">Interface</th><th scope="col">Family</th><th scope="col">Kind</th><th scope="col">Place</th>
            <th scope="col">Function</th><th scope="col">Arguments</th>
            <xsl:if test="$report/r:traces"><th scope="col">Ran</th></xsl:if></tr></thead>
          <tbody>
            <xsl:for-each select="$report/r:sites/r:site[position() &lt;= $plain-rows]">
              <tr>
                <th scope="row"><code><xsl:value-of select="@interface"/></code></th>
                <td><xsl:value-of select="@family"/></td>
                <td><xsl:value-of select="concat(@kind, ' · ', @side)"/></td>
                <td class="place"><code><xsl:call-template name="place"/></code></td>
                <td><code><xsl:call-template name="text"><xsl:with-param name="of" select="@function"/></xsl:call-template></code></td>
                <td><xsl:for-each select="r:args/r:arg"><div class="arg"><span class="name"><xsl:value-of select="@name"/></span>
                  <xsl:text> </xsl:text><code><xsl:call-template name="text"><xsl:with-param name="of" select="r:text"/></xsl:call-template></code>
                  <xsl:if test="@value and @value != r:text"> = <xsl:value-of select="@value"/></xsl:if>
                  <xsl:if test="@tags"><xsl:text> </xsl:text><span class="tags"><xsl:value-of select="@tags"/></span></xsl:if></div></xsl:for-each></td>
                <xsl:if test="$report/r:traces"><td class="num"><xsl:value-of select="@hits"/></td></xsl:if>
              </tr>
            </xsl:for-each>
          </tbody>
        </table>
        <xsl:if test="$totals/@sites > $plain-rows">
          <p class="notice">These are the first <xsl:value-of select="$plain-rows"/> of <xsl:value-of select="$totals/@sites"/> sites.</p>
        </xsl:if>
      </div>
    </section>
  </xsl:template>

  <!-- What supports a finding. -->
  <xsl:template name="confirmed">
    <div class="confirmed">
      <p><strong>✔ Confirmed at run time</strong> by <xsl:value-of select="@confirmed"/> event<xsl:if test="@confirmed != 1">s</xsl:if>
        <xsl:if test="@hits &gt; @confirmed"> of <xsl:value-of select="@hits"/> that were seen</xsl:if>
        <xsl:if test="@confirmed &gt; count(r:confirmations/r:confirmation)">; the first <xsl:value-of select="count(r:confirmations/r:confirmation)"/>:</xsl:if></p>
      <ul>
        <xsl:for-each select="r:confirmations/r:confirmation">
          <li><xsl:call-template name="text"><xsl:with-param name="of" select="r:why"/></xsl:call-template>
            <xsl:for-each select="r:events/r:event"><br/><xsl:call-template name="event"/></xsl:for-each></li>
        </xsl:for-each>
      </ul>
    </div>
  </xsl:template>

  <xsl:template name="event">
    <code><xsl:call-template name="text"><xsl:with-param name="of" select="concat(@interface, '(', @args, ')')"/></xsl:call-template>
      <xsl:if test="@ret"> = <xsl:value-of select="@ret"/></xsl:if></code>
    <span class="meta"> event <xsl:value-of select="@event"/> of trace <xsl:value-of select="@trace"/>,
      <xsl:call-template name="text"><xsl:with-param name="of" select="concat(@comm, ' ', @pid, '/', @tid)"/></xsl:call-template>
      <xsl:if test="@place">, called at <xsl:call-template name="text"><xsl:with-param name="of" select="@place"/></xsl:call-template></xsl:if>
      <xsl:if test="@pkru">, PKRU <xsl:value-of select="@pkru"/></xsl:if>
      <xsl:if test="@evidence"> · <xsl:call-template name="text"><xsl:with-param name="of" select="@evidence"/></xsl:call-template></xsl:if></span>
  </xsl:template>

  <!-- Runtime: what was recorded, how much of it is missing, and where code and trace do not know of each other. -->
  <xsl:template name="runtime">
    <section id="runtime" aria-labelledby="runtime-title">
      <div class="head"><h1 id="runtime-title">Runtime</h1>
        <p class="lead"><xsl:value-of select="$events"/> events ·
          <xsl:value-of select="count($runs[@hits > 0])"/> of <xsl:value-of select="count($runs)"/> watched sites were seen ·
          <xsl:value-of select="count($report/r:findings/r:finding[@confirmed > 0])"/> of <xsl:value-of select="count($report/r:findings/r:finding[@state != 'fixed'])"/> findings confirmed</p></div>
      <xsl:for-each select="$report/r:traces/r:trace"><xsl:call-template name="trace"/></xsl:for-each>
      <h2>Sites that were never seen</h2>
      <xsl:variable name="unseen" select="$runs[@hits = 0]"/>
      <p class="meta"><xsl:value-of select="count($unseen)"/>. Not observed does not mean that they cannot run.
        <xsl:if test="count($callable) > count($runs)"> The <xsl:value-of select="count($callable) - count($runs)"/> sites of interfaces that no probe watched are not among them.</xsl:if></p>
      <ul class="columns">
        <xsl:for-each select="$unseen[position() &lt;= $plain-rows]">
          <li><code><xsl:value-of select="@interface"/></code><xsl:text> </xsl:text><code><xsl:call-template name="place"/></code></li>
        </xsl:for-each>
      </ul>
    </section>
  </xsl:template>

  <xsl:template name="trace">
    <article class="trace">
      <h2>Trace <xsl:value-of select="@trace"/>: <code><xsl:call-template name="text"><xsl:with-param name="of" select="@label"/></xsl:call-template></code></h2>
      <p class="meta"><xsl:call-template name="text"><xsl:with-param name="of" select="concat(@source, ' ', @backend, ' ', @tool)"/></xsl:call-template>
        <xsl:if test="@kernel"> · kernel <xsl:call-template name="text"><xsl:with-param name="of" select="concat(@kernel, ' ', @machine)"/></xsl:call-template></xsl:if>
        · stored <xsl:value-of select="@stored"/></p>
      <xsl:choose>
        <xsl:when test="@complete = 'true'"><p class="notice">Complete: every count reconciles.</p></xsl:when>
        <xsl:otherwise><p class="notice warn"><strong>Not complete:</strong><xsl:text> </xsl:text>
          <xsl:call-template name="text"><xsl:with-param name="of" select="r:incomplete"/></xsl:call-template></p></xsl:otherwise>
      </xsl:choose>
      <table class="facts">
        <caption class="away">Counts of trace <xsl:value-of select="@trace"/></caption>
        <tbody>
          <xsl:call-template name="fact"><xsl:with-param name="name" select="'Recorded'"/><xsl:with-param name="value" select="concat(@calls, ' calls, ', @faults, ' denied accesses')"/></xsl:call-template>
          <xsl:call-template name="fact"><xsl:with-param name="name" select="'Joined'"/><xsl:with-param name="value" select="concat(@exact, ' exactly, ', @same_line, ' by line, ', @same_function, ' by function, ', @tail_call, ' through a tail call')"/></xsl:call-template>
          <xsl:call-template name="fact"><xsl:with-param name="name" select="'Not joined'"/><xsl:with-param name="value" select="concat(@elsewhere, ' from code that is no site of the scan, ', @unresolved, ' without a source line')"/></xsl:call-template>
          <xsl:call-template name="fact"><xsl:with-param name="name" select="'Lost'"/><xsl:with-param name="value" select="concat(@missed, ' missed by probes, ', @skipped, ' skipped, ', @full, ' for want of room, ', @not_written, ' not written, ', @unpaired, ' unpaired, ', @dropped, ' dropped, ', @repeated, ' repeated, ', @bad, ' records not understood')"/></xsl:call-template>
        </tbody>
      </table>
      <xsl:if test="r:notes/r:note">
        <ul><xsl:for-each select="r:notes/r:note"><li><xsl:call-template name="text"><xsl:with-param name="of" select="."/></xsl:call-template></li></xsl:for-each></ul>
      </xsl:if>
      <xsl:if test="r:observations/r:observation">
        <h3>What the events show</h3>
        <ul><xsl:for-each select="r:observations/r:observation">
          <li><strong><xsl:call-template name="text"><xsl:with-param name="of" select="@rule"/></xsl:call-template></strong>: <xsl:call-template name="text"><xsl:with-param name="of" select="r:message"/></xsl:call-template>
            <span class="meta"> (events <xsl:value-of select="@seen_in"/>, thread <xsl:value-of select="@tid"/>)</span></li>
        </xsl:for-each></ul>
      </xsl:if>
      <xsl:if test="r:strays/r:stray">
        <details><summary>Events that no site of the scan explains: <xsl:value-of select="sum(r:strays/r:stray/@count)"/></summary>
          <ol class="strays"><xsl:for-each select="r:strays/r:stray">
            <li><strong><xsl:value-of select="@count"/> × <xsl:choose><xsl:when test="@interface"><xsl:call-template name="text"><xsl:with-param name="of" select="@interface"/></xsl:call-template></xsl:when><xsl:otherwise>denied access</xsl:otherwise></xsl:choose></strong>
              <xsl:if test="@match = 'unresolved'"> (no source line)</xsl:if>
              <span class="meta"><xsl:for-each select="r:frames/r:frame">
                <xsl:if test="position() > 1"> ← </xsl:if><xsl:call-template name="frame"/></xsl:for-each></span></li>
          </xsl:for-each></ol></details>
      </xsl:if>
      <xsl:if test="r:probes/r:probe">
        <details><summary>Probes: <xsl:value-of select="count(r:probes/r:probe)"/></summary>
          <table>
            <caption class="away">Probes of trace <xsl:value-of select="@trace"/></caption>
            <thead><tr><th scope="col">Interface</th><th scope="col">Symbol</th><th scope="col">State</th><th scope="col">Ran</th><th scope="col">Missed</th></tr></thead>
            <tbody><xsl:for-each select="r:probes/r:probe"><tr>
              <th scope="row"><code><xsl:call-template name="text"><xsl:with-param name="of" select="@interface"/></xsl:call-template></code></th>
              <td><code><xsl:call-template name="text"><xsl:with-param name="of" select="@symbol"/></xsl:call-template></code></td>
              <td><xsl:call-template name="outcome"/></td>
              <td class="num"><xsl:value-of select="@ran"/></td><td class="num"><xsl:value-of select="@missed"/></td>
            </tr></xsl:for-each></tbody>
          </table></details>
      </xsl:if>
    </article>
  </xsl:template>

  <xsl:template name="outcome">
    <xsl:choose>
      <xsl:when test="@outcome = 'seen'">attached, its control was seen</xsl:when>
      <xsl:when test="@outcome = 'silent'">attached, its control was not seen</xsl:when>
      <xsl:when test="@outcome = 'absent'">no such call in this kernel</xsl:when>
      <xsl:when test="@outcome = 'attached'">attached, without a control</xsl:when>
      <xsl:otherwise>refused</xsl:otherwise>
    </xsl:choose>
    <xsl:if test="@reason">: <xsl:call-template name="text"><xsl:with-param name="of" select="@reason"/></xsl:call-template></xsl:if>
  </xsl:template>

  <xsl:template name="frame">
    <xsl:choose>
      <xsl:when test="@function"><code><xsl:call-template name="text"><xsl:with-param name="of" select="@function"/></xsl:call-template></code></xsl:when>
      <xsl:otherwise><code><xsl:call-template name="text"><xsl:with-param name="of" select="concat(@object, '+', @offset)"/></xsl:call-template></code></xsl:otherwise>
    </xsl:choose>
    <xsl:if test="@file"><xsl:text> </xsl:text><xsl:call-template name="place"/></xsl:if>
    <xsl:if test="@why"> (<xsl:value-of select="@why"/>)</xsl:if>
  </xsl:template>

  <!-- Units: those with something to say first. -->
  <xsl:template name="units">
    <section id="units" aria-labelledby="units-title">
      <div class="head"><h1 id="units-title">Units</h1>
        <p class="lead"><xsl:value-of select="$totals/@units_ok"/> ok · <xsl:value-of select="$totals/@units_degraded"/> degraded ·
          <xsl:value-of select="$totals/@units_failed"/> failed · <xsl:value-of select="$totals/@units_skipped"/> skipped</p></div>
      <div id="units-app" hidden="hidden"></div>
      <div id="units-plain" class="plain">
        <table>
          <caption class="away">Units</caption>
          <thead><tr><th scope="col">File</th><th scope="col">Status</th><th scope="col">Reason</th><th scope="col">Mode</th>
            <th scope="col">Functions</th></tr></thead>
          <tbody>
            <xsl:for-each select="$report/r:units/r:unit[@status != 'ok'][position() &lt;= $plain-rows]"><xsl:call-template name="unit"/></xsl:for-each>
            <xsl:for-each select="$report/r:units/r:unit[@status = 'ok'][position() &lt;= $plain-rows]"><xsl:call-template name="unit"/></xsl:for-each>
          </tbody>
        </table>
      </div>
    </section>
  </xsl:template>

  <xsl:template name="unit">
    <tr>
      <th scope="row"><code><xsl:call-template name="text"><xsl:with-param name="of" select="@file"/></xsl:call-template></code></th>
      <td class="status status-{@status}"><xsl:value-of select="@status"/></td>
      <td><xsl:call-template name="text"><xsl:with-param name="of" select="@reason"/></xsl:call-template></td>
      <td><xsl:value-of select="@mode"/></td>
      <td class="num"><xsl:value-of select="@functions"/></td>
    </tr>
  </xsl:template>

  <!-- Rules -->
  <xsl:template name="rules">
    <section id="rules" aria-labelledby="rules-title">
      <div class="head"><h1 id="rules-title">Rules</h1>
        <p class="lead">What was looked for, what it means, and how to repair it.</p></div>
      <xsl:for-each select="$report/r:rules/r:rule">
        <article class="rule" id="rule-{@id}">
          <h2><code><xsl:value-of select="@id"/></code><xsl:text> </xsl:text>
            <xsl:call-template name="text"><xsl:with-param name="of" select="r:title"/></xsl:call-template></h2>
          <p class="meta"><xsl:call-template name="badge"><xsl:with-param name="level" select="@severity"/></xsl:call-template>
            <xsl:text> </xsl:text><xsl:value-of select="@family"/>
            <xsl:if test="@cwe > 0"> · <a rel="noreferrer" href="https://cwe.mitre.org/data/definitions/{@cwe}.html">CWE-<xsl:value-of select="@cwe"/></a></xsl:if>
            · <xsl:value-of select="count(key('findings-of', @id))"/> findings</p>
          <xsl:if test="r:help != ''">
            <details><summary>Explanation</summary>
              <pre class="markdown"><xsl:call-template name="text"><xsl:with-param name="of" select="r:help"/></xsl:call-template></pre></details>
          </xsl:if>
        </article>
      </xsl:for-each>
    </section>
  </xsl:template>

  <!-- Provenance -->
  <xsl:template name="about">
    <section id="about" aria-labelledby="about-title">
      <div class="head"><h1 id="about-title">About this report</h1>
        <p class="lead">Where it comes from, so that it can be made again.</p></div>
      <table class="facts">
        <caption class="away">Provenance</caption>
        <tbody>
          <xsl:call-template name="fact"><xsl:with-param name="name" select="'Tool'"/><xsl:with-param name="value" select="concat($report/r:provenance/@tool, ' ', $report/r:provenance/@version)"/></xsl:call-template>
          <xsl:call-template name="fact"><xsl:with-param name="name" select="'Command'"/><xsl:with-param name="value" select="$report/r:provenance/@command"/></xsl:call-template>
          <xsl:call-template name="fact"><xsl:with-param name="name" select="'Root'"/><xsl:with-param name="value" select="$report/r:provenance/@root"/></xsl:call-template>
          <xsl:call-template name="fact"><xsl:with-param name="name" select="'Started'"/><xsl:with-param name="value" select="$report/r:provenance/@started"/></xsl:call-template>
          <xsl:call-template name="fact"><xsl:with-param name="name" select="'Took'"/><xsl:with-param name="value" select="concat(format-number($report/r:provenance/@elapsed_ms div 1000, '0.0'), ' s')"/></xsl:call-template>
          <xsl:call-template name="fact"><xsl:with-param name="name" select="'Catalogue'"/><xsl:with-param name="value" select="$report/r:provenance/@catalogue"/></xsl:call-template>
          <xsl:call-template name="fact"><xsl:with-param name="name" select="'Database'"/><xsl:with-param name="value" select="concat('run ', $report/r:provenance/@run, ', schema ', $report/r:provenance/@schema)"/></xsl:call-template>
          <xsl:call-template name="fact"><xsl:with-param name="name" select="'Units'"/><xsl:with-param name="value" select="concat($totals/@units, ': ', $totals/@units_ok, ' ok, ', $totals/@units_degraded, ' degraded, ', $totals/@units_failed, ' failed, ', $totals/@units_skipped, ' skipped')"/></xsl:call-template>
          <xsl:call-template name="fact"><xsl:with-param name="name" select="'Functions'"/><xsl:with-param name="value" select="concat($totals/@functions, ', of which ', $totals/@functions_degraded, ' could not be read whole')"/></xsl:call-template>
          <xsl:call-template name="fact"><xsl:with-param name="name" select="'Instructions'"/><xsl:with-param name="value" select="concat($totals/@instructions, ', of which ', $totals/@unknowns, ' unknown')"/></xsl:call-template>
          <xsl:call-template name="fact"><xsl:with-param name="name" select="'Peak memory'"/><xsl:with-param name="value" select="concat(round($report/r:provenance/@peak_parent_kib div 1024), ' MiB, largest worker ', round($report/r:provenance/@peak_worker_kib div 1024), ' MiB')"/></xsl:call-template>
        </tbody>
      </table>
    </section>
  </xsl:template>

  <xsl:template name="fact">
    <xsl:param name="name"/><xsl:param name="value"/>
    <tr><th scope="row"><xsl:value-of select="$name"/></th>
      <td><code><xsl:call-template name="text"><xsl:with-param name="of" select="$value"/></xsl:call-template></code></td></tr>
  </xsl:template>

  <!-- Small things -->
  <xsl:template name="text">
    <xsl:param name="of"/>
    <xsl:value-of select="translate($of, $turning, $turned)"/>
  </xsl:template>

  <xsl:template name="place">
    <xsl:call-template name="text"><xsl:with-param name="of" select="concat(@file, ':', @line, ':', @col)"/></xsl:call-template>
  </xsl:template>

  <xsl:template name="shape">
    <xsl:param name="level"/>
    <span class="shape" aria-hidden="true"><xsl:choose>
      <xsl:when test="$level = 'critical'">◆</xsl:when>
      <xsl:when test="$level = 'high'">▲</xsl:when>
      <xsl:when test="$level = 'medium'">■</xsl:when>
      <xsl:when test="$level = 'low'">●</xsl:when>
      <xsl:when test="$level = 'note'">○</xsl:when>
      <xsl:otherwise>✓</xsl:otherwise>
    </xsl:choose></span>
  </xsl:template>

  <xsl:template name="badge">
    <xsl:param name="level"/>
    <span class="badge level-{$level}"><xsl:call-template name="shape"><xsl:with-param name="level" select="$level"/></xsl:call-template>
      <xsl:text> </xsl:text><xsl:value-of select="$level"/></span>
  </xsl:template>
</xsl:stylesheet>
