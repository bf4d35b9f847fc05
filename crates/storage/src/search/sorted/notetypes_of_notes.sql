JOIN notes n ON n.id = found.id
LEFT JOIN (
  SELECT id, row_number() OVER (ORDER BY name) AS place FROM notetypes
) named ON named.id = n.mid
