UPDATE cards
SET factor = 2500, usn = -1
WHERE factor <> 0 AND factor <= 2000
  AND (did IN rarray(?1) OR odid IN rarray(?1))
