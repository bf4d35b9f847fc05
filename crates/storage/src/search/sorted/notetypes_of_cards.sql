JOIN cards c ON c.id = found.id
JOIN notes n ON n.id = c.nid
LEFT JOIN (
  SELECT id, row_number() OVER (ORDER BY name) AS place FROM notetypes
) named ON named.id = n.mid
