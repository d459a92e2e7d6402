-- Which utterances cost most for their length? A high factor with several attempts is a text that
-- the voice finds hard; with one attempt it is a very short one.
SELECT book, chapter, ordinal, characters, audioSeconds, deviceSeconds,
       realTimeFactor, attempts, array_join(faults, ' ') AS faults, substr(key, 1, 12) AS key
FROM utterances
ORDER BY realTimeFactor DESC, book, ordinal
LIMIT 20
