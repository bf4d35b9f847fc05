SELECT id, guid, mid, mod, usn, tags, flds, sfld, csum
FROM notes
WHERE id IN rarray(?1)
ORDER BY id
