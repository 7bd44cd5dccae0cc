-- What was joined with what, as lines of text for case_75_join.sh. The table `truth` says what the comments of the sources
-- do: the call that protects so many pages (so many bytes, as the probe writes them) stands on that line, role "pages", or
-- came through it, role "from".

CREATE TEMP VIEW made AS
SELECT t.backend, e.comm, e.kind, e.interface, e.key, coalesce(e.match, '-') AS match, e.stack, e.trace, e.event,
       json_extract(e.args, '$[1].value') AS len,
       s.file, s.line, s.col, s.interface AS named
FROM event AS e
JOIN trace AS t USING (trace)
LEFT JOIN site AS s ON s.fingerprint = e.site_fingerprint AND s.run = 1;

-- BACKEND PROGRAM PAGES INTERFACE MATCH ROLE FILE:LINE:COLUMN INTERFACE-OF-THE-SITE | FRAMES OF THE TREE, innermost first.
-- The role of a site's line is wrong when the call did not come through it, and so is a frame's. Behind a function that was
-- inlined stands /i, behind one that had left /t. Without pkey_alloc, which has no length, and pkey_set, which is a step of it
-- inside of the kernel that only its probe sees.
.output calls.txt
SELECT backend || ' ' || comm || ' ' || coalesce((SELECT pages FROM truth AS t WHERE t.len = m.len), '-') || ' ' || interface || ' ' || match
    || ' ' || CASE WHEN line IS NULL THEN '- - -'
         ELSE coalesce((SELECT role FROM truth AS t WHERE t.len = m.len AND t.file = m.file AND t.line = m.line), 'wrong')
             || ' ' || file || ':' || line || ':' || col || ' ' || named END
    || ' | ' || coalesce((
        SELECT group_concat(function || CASE WHEN inlined THEN '/i' WHEN tail THEN '/t' ELSE '' END
            || CASE WHEN EXISTS (SELECT 1 FROM truth AS t WHERE t.len = m.len AND t.file = f.file AND t.line = f.line) THEN ''
               ELSE '/wrong' END, ' ')
        FROM (SELECT * FROM frame WHERE stack = m.stack AND line > 0 AND file IN (SELECT file FROM truth) ORDER BY ord) AS f), '')
FROM made AS m
WHERE kind = 'call' AND comm LIKE 'shapes%' AND interface NOT IN ('pkey_alloc', 'pkey_set')
ORDER BY trace, event;

-- What has no length: BACKEND PROGRAM KIND INTERFACE KEY LINE-OF-THE-SITE FUNCTION:FILE:LINE…
.output others.txt
SELECT backend || ' ' || comm || ' ' || kind || ' ' || interface || ' ' || coalesce(key, '-') || ' ' || coalesce(line, '-') || ' '
    || coalesce((SELECT group_concat(function || ':' || file || ':' || line, ' ')
                 FROM (SELECT * FROM frame WHERE stack = m.stack AND line > 0 ORDER BY ord)), '')
FROM made AS m
WHERE kind = 'fault' OR interface IN ('mpx', 'pkey_alloc')
ORDER BY trace, event;

.output traces.txt
SELECT backend || ': ' || coalesce(incomplete, '') FROM trace ORDER BY trace;
