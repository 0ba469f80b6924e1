/// The whole contract in one include, for Swift's importer.
#pragma once

#include "hashinsight/base.h"
#include "hashinsight/clock.h"
#include "hashinsight/db.h"
#include "hashinsight/device.h"
#include "hashinsight/events.h"
#include "hashinsight/job.h"
#include "hashinsight/log.h"
#include "hashinsight/message.h"
#include "hashinsight/metrics.h"
#include "hashinsight/plugin.h"
#include "hashinsight/request.h"
#include "hashinsight/rows.h"
