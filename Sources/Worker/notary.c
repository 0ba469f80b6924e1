// `hashinsight.notary/1`: leaves and pins go to the host, which anchors and pins them and knows whose they are.
#include "services.h"

SERVICES_FORWARD(submit, HW_SERVICE_NOTARY, HW_NOTARY, HW_NOTARY_SUBMIT)
SERVICES_FORWARD(receipt, HW_SERVICE_NOTARY, HW_NOTARY, HW_NOTARY_RECEIPT)
SERVICES_FORWARD(pin, HW_SERVICE_NOTARY, HW_NOTARY, HW_NOTARY_PIN)
SERVICES_FORWARD(pinned, HW_SERVICE_NOTARY, HW_NOTARY, HW_NOTARY_PINNED)
SERVICES_FORWARD(unpin, HW_SERVICE_NOTARY, HW_NOTARY, HW_NOTARY_UNPIN)

const hi_notary_1 services_notary = {.size = sizeof services_notary,
                                     .submit = submit,
                                     .receipt = receipt,
                                     .cancel = services_stop,
                                     .pin = pin,
                                     .pinned = pinned,
                                     .unpin = unpin};
