/// The whole contract in one include.
#pragma once

#include "base.h"
#include "cache.h"
#include "clock.h"
#include "db.h"
#include "device.h"
#include "events.h"
#include "http.h"
#include "job.h"
#include "log.h"
#include "mail.h"
#include "message.h"
#include "metrics.h"
#include "plugin.h"
#include "request.h"
#include "rows.h"
#include "secrets.h"
