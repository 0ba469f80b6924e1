/// Calls of the kinds HI_KIND_HTTP_REQUEST and HI_KIND_HTTP_ANSWER.
#pragma once

#include "message.h"

/// Fields of a request.
enum {
    HI_REQUEST_ROUTE = 1,       ///< text: the `name` of the route in the manifest.
    HI_REQUEST_METHOD = 2,      ///< text
    HI_REQUEST_PATH = 3,        ///< text, decoded.
    HI_REQUEST_QUERY = 4,       ///< text, as received, without '?'.
    HI_REQUEST_PARAMETER = 5,   ///< text, repeated: a {name} of the path's pattern, then its decoded value, as two fields, in the pattern's order.
    HI_REQUEST_HEADER = 6,      ///< text, repeated: name (lower case), then value, as two fields. No cookie, no authorization.
    HI_REQUEST_BODY = 7,        ///< bytes; within the host's size limit.
    HI_REQUEST_ID = 8,          ///< text: request id, as in the answer's X-Request-ID and the log.
    HI_REQUEST_TENANT = 9,      ///< text: id of the tenant that the instance serves.
    HI_REQUEST_TENANT_KIND = 10,  ///< text: `provider` or `client`.
    HI_REQUEST_MEMBER = 11,     ///< text: id of the member who asks; absent for API tokens without one.
    HI_REQUEST_ROLE = 12,       ///< text: owner, admin, user or guest.
    HI_REQUEST_LANGUAGE = 13,   ///< text: BCP 47, one of the host's languages.
    HI_REQUEST_FRAGMENT = 14    ///< integer 1 if only a part of the page is asked for (htmx).
};

/// Fields of an answer. Either BODY, or TEMPLATE with DATA: the host then renders the bundle's template `pages/<TEMPLATE>.mustache`
/// and puts it in its frame, unless a fragment was asked for.
enum {
    HI_ANSWER_STATUS = 1,        ///< integer, default 200
    HI_ANSWER_CONTENT_TYPE = 2,  ///< text, default application/json
    HI_ANSWER_HEADER = 3,        ///< text, repeated: name, then value. Headers that the host owns (cookies, security) are refused.
    HI_ANSWER_BODY = 4,          ///< bytes
    HI_ANSWER_TEMPLATE = 5,      ///< text
    HI_ANSWER_DATA = 6,          ///< bytes: JSON object
    HI_ANSWER_TITLE = 7          ///< text: catalogue key of the page's title
};
