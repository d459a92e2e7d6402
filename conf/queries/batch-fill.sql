-- Were the decoder's slots full over the whole run? Minutes with a low fill are waiting time: small
-- units, a long encoding, or the end of the book.
SELECT run, device, date_trunc('MINUTE', finished) AS minute,
       count(*) AS utterances,
       round(avg(batchFill), 3) AS batchFill,
       round(sum(audioSeconds) / 60, 2) AS audioMinutes
FROM utterances
GROUP BY run, device, date_trunc('MINUTE', finished)
ORDER BY run, minute, device
