// `hashinsight.cache/1`: requests go to the host, which keeps the values and knows whose they are.
#include "services.h"

SERVICES_FORWARD(get, HW_SERVICE_CACHE, HW_CACHE, HW_CACHE_GET)
SERVICES_FORWARD(put, HW_SERVICE_CACHE, HW_CACHE, HW_CACHE_PUT)
SERVICES_FORWARD(remove_value, HW_SERVICE_CACHE, HW_CACHE, HW_CACHE_REMOVE)
SERVICES_FORWARD(release, HW_SERVICE_CACHE, HW_CACHE, HW_CACHE_RELEASE)

const hi_cache_1 services_cache = {.size = sizeof services_cache,
                                   .get = get,
                                   .put = put,
                                   .remove = remove_value,
                                   .release = release,
                                   .cancel = services_stop};
