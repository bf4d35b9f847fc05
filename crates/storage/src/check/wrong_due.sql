UPDATE cards
SET due = min(max(round(due), -2147483648), 2147483647), mod = ?1, usn = ?2
WHERE due != min(max(round(due), -2147483648), 2147483647)
