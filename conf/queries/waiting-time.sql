-- Where did wall time go beside the device? Queue: waiting for a slot. Encode and write: what the
-- task itself did. Compare with the device seconds of the same tasks.
SELECT t.run, t.executor,
       count(*) AS tasks,
       round(sum(t.wallSeconds), 1) AS taskSeconds,
       round(sum(t.deviceSeconds), 1) AS deviceSeconds,
       round(sum(t.encodeSeconds), 1) AS encodeSeconds,
       round(sum(t.writeSeconds), 1) AS writeSeconds,
       round(avg(q.queueSeconds), 2) AS queueSecondsPerUtterance
FROM tasks t
     JOIN (SELECT run, executor, avg(queueSeconds) AS queueSeconds
           FROM utterances GROUP BY run, executor) q
     ON q.run = t.run AND q.executor = t.executor
GROUP BY t.run, t.executor
ORDER BY t.run, t.executor
