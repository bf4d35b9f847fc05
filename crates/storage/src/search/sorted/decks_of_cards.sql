JOIN cards c ON c.id = found.id
LEFT JOIN (
  SELECT id, row_number() OVER (ORDER BY name) AS place FROM decks
) named ON named.id = c.did
