/// What protects the host from this worker, line by line, as HW_CONFINED tells it: nothing is silently left out.
#pragma once

/// Notes `name=on`. Thread: the main one, before CONFINED, as all here.
void report_on(const char *name);

/// Notes `name=off: reason`. The reason is kept to one line.
void report_off(const char *name, const char *format, ...) __attribute__((format(printf, 2, 3)));

/// `report_on` if `failure` is 0, else off with that errno's text.
void report_errno(const char *name, int failure);

/// All lines so far.
const char *report_text(void);
