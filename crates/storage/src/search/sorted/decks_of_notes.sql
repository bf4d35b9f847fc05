LEFT JOIN (
  SELECT nid, count(DISTINCT did) AS decks, min(place) AS place
  FROM cards
  JOIN (SELECT id, row_number() OVER (ORDER BY name) AS place FROM decks) named
    ON named.id = cards.did
  GROUP BY nid
) held ON held.nid = found.id
