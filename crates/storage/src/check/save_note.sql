UPDATE notes
SET mid = ?2, mod = ?3, tags = ?4, flds = ?5, sfld = ?6, csum = ?7
WHERE id = ?1 AND (
    mid != ?2 OR mod != ?3 OR tags != ?4 OR flds != ?5 OR sfld != ?6 OR csum != ?7
)
