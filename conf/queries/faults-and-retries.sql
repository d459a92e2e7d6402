-- What went wrong, and what did it cost? Suspicious takes stay listed in the edition.
SELECT r.run, r.book, r.outcome,
       count(u.key) AS takes,
       count_if(u.attempts > 1) AS spokenAgain,
       count_if(size(u.faults) > 0) AS suspicious,
       round(sum(u.discardedSeconds), 1) AS discardedSeconds,
       round(sum(u.discardedSeconds) / sum(u.deviceSeconds), 3) AS discardedShare,
       r.taskRetries, r.precisionRetries, r.outOfMemoryRestarts, r.devicesLost
FROM runs r LEFT JOIN utterances u ON u.run = r.run AND u.book = r.book
GROUP BY r.run, r.book, r.outcome, r.started,
         r.taskRetries, r.precisionRetries, r.outOfMemoryRestarts, r.devicesLost
ORDER BY r.started
