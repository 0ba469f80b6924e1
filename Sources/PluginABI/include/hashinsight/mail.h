/// The service "hashinsight.mail/1": mails through the installation's own mail server. Who they are from is the installation's; whom they may
/// go to is granted: the tenant's own members, or anybody if the manifest asks for `grants: mail: any` and the operator granted it.
///
/// The host writes the mail: it encodes what every field says, sets Date, From, Message-ID and the structure, and refuses control characters
/// where a line must not end, so that no field can add a header, a recipient or another mail.
#pragma once

#include "message.h"

#define HI_MAIL_1 "hashinsight.mail/1"

/// Fields of a mail.
enum {
    HI_MAIL_TO = 1,          ///< text, repeated: an address such as ana@example.org, ASCII, at most 254 bytes. At most 50 of TO, CC and BCC.
    HI_MAIL_CC = 2,          ///< text, repeated: an address.
    HI_MAIL_BCC = 3,         ///< text, repeated: an address; gets the mail and is named in none.
    HI_MAIL_NAME = 4,        ///< text: the name of the TO, CC, BCC or REPLY_TO right before it, at most 200 bytes.
    HI_MAIL_REPLY_TO = 5,    ///< text: where answers go; the sender if it is left out.
    HI_MAIL_SUBJECT = 6,     ///< text: at most 500 bytes, one line.
    HI_MAIL_TEXT = 7,        ///< text: what every reader shows; lines end with LF or CR LF.
    HI_MAIL_HTML = 8,        ///< text: the same as HTML, beside the text.
    HI_MAIL_REFERENCE = 9,   ///< text: 1 to 200 bytes. Mails of one plugin, tenant and reference have one Message-ID, by which many mailboxes know a
                             ///< mail that was sent twice.
    HI_MAIL_FILE_NAME = 10,  ///< text, repeated: begins an attachment; a name without folders, at most 200 bytes. At most 10.
    HI_MAIL_FILE_TYPE = 11,  ///< text: the media type of the last FILE_NAME, without parameters; application/octet-stream if it is left out.
    HI_MAIL_FILE_BYTES = 12  ///< bytes: the content of the last FILE_NAME. TEXT, HTML and all files together: at most 10 MiB.
};

/// Fields of an answer.
enum {
    HI_MAIL_ANSWER_ACCEPTED = 1,    ///< text, repeated: a recipient that the server took the mail for.
    HI_MAIL_ANSWER_REJECTED = 2,    ///< text, repeated: a recipient that it did not, then its reply, as two fields.
    HI_MAIL_ANSWER_MESSAGE_ID = 3,  ///< text: the mail's Message-ID, without angle brackets.
    HI_MAIL_ANSWER_REPLY = 4,       ///< text: what the server said when it took the mail.
    HI_MAIL_ANSWER_ELAPSED_US = 5   ///< integer: microseconds from start to end, waiting in line included.
};

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

typedef struct hi_mail_1 {
    uint32_t size;
    uint32_t reserved;

    /// Starts to send a mail. One result follows: an answer as above, with at least one accepted recipient, or why there is none. That the
    /// server took a mail does not say that it arrives.
    ///
    /// `call` is the call on whose behalf it runs, or 0; when that call is cancelled so is the mail. `deadline_nanos` is absolute and
    /// monotonic; the host allows ten minutes at most. Tenants take turns; 64 mails and 32 MiB of one tenant wait in line.
    /// Thread: any. Never blocks. Ownership: `message` is borrowed until it returns; `context` stays the plugin's. Lifetime: `operation` is
    /// written before the result comes, which may be before this returns. Failure: HI_INVALID_ARGUMENT for a mail that cannot be written,
    /// HI_OVER_QUOTA (mails of this minute are used up; each recipient counts), HI_UNAVAILABLE if the installation has no mail server,
    /// HI_CANCELLED, HI_STALE; no result follows. Cancel: by `cancel`, by the end of `call`, by disabling.
    /// The result: HI_DENIED for a recipient that is not granted (nobody gets it then), HI_UNAVAILABLE for a server that refuses the mail or
    /// all recipients, cannot be reached or is not trusted, HI_OVER_QUOTA for too many in line or a day's mails that are used up, HI_DEADLINE,
    /// HI_CANCELLED. The error's `details` begin with a word for programs, such as `recipient_not_granted`, `rejected` (for good) or
    /// `try_later`; after these two a colon and what the server refused: `session`, `sender`, `recipients` or `mail` (it, or it by a rule of the
    /// server's), as in `rejected: recipients`. `outcome_unknown` says that the server had the whole mail and may deliver it.
    hi_status (*HI_NULLABLE send)(hi_host *host, hi_id call, hi_bytes message, uint64_t deadline_nanos, hi_on_result on_result,
                      void *HI_NULLABLE context, hi_id *operation, hi_error *error);

    /// Asks to end it early. Its result still comes, as HI_CANCELLED if nothing came before; what the server has taken stays sent.
    ///
    /// Thread: any. Never blocks. Ownership and lifetime: none. Failure: an id that is not under way is ignored. Cancel: none.
    void (*HI_NULLABLE cancel)(hi_host *host, hi_id operation);
} hi_mail_1;

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif
