JOIN cards c ON c.id = found.id
JOIN notes n ON n.id = c.nid
LEFT JOIN (
  SELECT ntid, ord, row_number() OVER (ORDER BY name) AS place FROM templates
) named ON named.ntid = n.mid
  AND named.ord = CASE
    WHEN EXISTS (SELECT 1 FROM templates t WHERE t.ntid = n.mid AND t.ord = c.ord) THEN c.ord
    ELSE 0
  END
