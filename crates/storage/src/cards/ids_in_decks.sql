SELECT id FROM cards WHERE did IN rarray(?1)
UNION
SELECT id FROM cards WHERE odid != 0 AND odid IN rarray(?1)
ORDER BY id
