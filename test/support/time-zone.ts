/**
 * Sets the time zone of all tests: not UTC, and not in whole hours from UTC. So a test fails if code reads or writes a
 * time in the zone of its machine. Each configuration of Vitest imports this file before a worker starts.
 */
process.env['TZ'] = 'Asia/Kathmandu';
