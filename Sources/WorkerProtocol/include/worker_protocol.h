/// Frames between the host and a worker: the plugin contract over a socket pair.
///
/// A worker is a sandboxed process that loads one plugin's library and serves its instances. Everything that the contract lets a plugin
/// and a host do crosses here as frames: flat, little endian, no pointers. Both sides are of one build, so the protocol is not versioned
/// beyond `HW_PROTOCOL`; the plugin on the other side of the worker sees only the contract.
///
/// A frame is `hw_frame`, then `first_count` bytes, then padding to 8, then `second_count` bytes, then padding to 8. Its `total_bytes` is all of
/// that. A reader checks every count before it uses it: the worker's memory belongs to the plugin, so the host believes nothing in a frame.
///
/// Start: the host spawns `hashinsight-worker` with the socket as descriptor 3 and a pipe as descriptor 2, and the settings of
/// `hw_setup` as the first frame. The worker confines itself, says with CONFINED what protects it while no code of the plugin has run that
/// could say it, loads the library, and answers HELLO. With an empty library path it loads nothing and answers HELLO with HI_OK, for
/// `doctor`. The host believes the first CONFINED and the first HELLO only. End: the host closes the socket, or its own direction of it (SHUT_WR): the
/// worker deals with the frames that came before, ends with status 0, and does not take the end for a crash. The end of the thread that
/// spawned the worker kills it (PR_SET_PDEATHSIG), so that nothing survives its host.
#pragma once

#include <hashinsight/base.h>

#ifdef __cplusplus
extern "C" {
#endif

#define HW_PROTOCOL 1u

/// The descriptor of the socket in a worker.
#define HW_SOCKET 3

/// A frame of more bytes ends the connection.
#define HW_MAXIMUM_FRAME_BYTES (64u << 20)

/// What a frame says. The comments name the fields that are used; all others are 0.
enum {
    // From the host.
    HW_SETUP = 1,        ///< first: `hw_setup`, second: texts, each ended by NUL: library path, bundle folder, scratch folder ("" = none), plugin id.
    HW_CREATE = 2,       ///< instance, value: HW_SERVICE_… bits, id: names of metrics that it may have, call: events that it may publish in a
                         ///< minute of CLOCK_MONOTONIC, first: settings, second: texts ended by NUL: number of statements as decimal, the
                         ///< statements' names in the order of their numbers, then the topics that were granted.
    HW_DESTROY = 3,      ///< instance
    HW_START = 4,        ///< instance, id: call, value: deadline, first: message
    HW_CANCEL = 5,       ///< instance, id: call
    HW_RESULT = 6,       ///< instance, id: operation, status, first: message, or `hi_error` if status is not HI_OK
    HW_REPLIES = 7,      ///< instance, id: operation, first: rows
    HW_PING = 8,         ///< id: any number
    HW_LIMITS = 9,       ///< instance, id and call: as in CREATE, from now on. The worker refuses by them so that the plugin knows at once, and
                         ///< sends what it refused all the same: the host decides for itself, and counts.

    // From the worker.
    HW_HELLO = 32,       ///< value: HW_PROTOCOL, status, first: text: why the library cannot be served if status is not HI_OK.
    HW_CREATED = 33,     ///< instance, status, first: `hi_error` if status is not HI_OK
    HW_DESTROYED = 34,   ///< instance
    HW_STARTED = 35,     ///< instance, id: call, status, first: `hi_error`: `start` refused the call; no COMPLETE follows. With HI_OK it has given
                         ///< its thread back, before or after the COMPLETE; sent with `call_threads` alone.
    HW_COMPLETE = 36,    ///< instance, id: call, status, first: answer, or `hi_error` if status is not HI_OK
    HW_DATABASE = 37,    ///< instance, id: operation, call, value: deadline, first: batch
    HW_INGEST = 38,      ///< instance, id: operation, call, value: deadline, first: table, second: rows
    HW_DEVICES = 39,     ///< instance, id: operation, call, value: deadline, first: round
    HW_ACKNOWLEDGE = 40, ///< instance, id: operation, value: count
    HW_STOP = 41,        ///< instance, id: operation: cancel it, whatever service it is of
    HW_EVENT = 42,       ///< instance, first: topic, second: payload
    HW_PROGRESS = 43,    ///< instance, call, value: bits of a double, first: note
    HW_LOG = 44,         ///< instance, status: level, first: line
    HW_METRIC = 45,      ///< instance, id: 0 = add, 1 = set, value: bits of a double, first: name
    HW_MISUSE = 46,      ///< instance, id: HW_MISUSE_…, call: a defect that only the worker can see, for the host's counters
    HW_PONG = 47,        ///< id: as in PING
    HW_HTTP = 49,        ///< instance, id: operation, call, value: deadline, first: request
    HW_SECRET = 50,      ///< instance, id: operation, call, value: deadline, first: name
    HW_MAIL = 51,        ///< instance, id: operation, call, value: deadline, first: mail
    HW_CACHE = 53,       ///< instance, id: operation, call, value: deadline, status: HW_CACHE_…, first: request
    HW_NOTARY = 54,      ///< instance, id: operation, call, value: deadline, status: HW_NOTARY_…, first: request
    HW_CONFINED = 52,    ///< first: text: protections that are in force and those that the kernel does not offer, one a line as `name=on` or
                         ///< `name=off: reason`. The first frame.
    HW_CRASH = 48        ///< status: signal, or -1 for a call of `exit`; id: the call that the crashing thread worked for, or 0; value: fault
                         ///< address. The last frame; a backtrace follows on descriptor 2. Sent from a signal handler.
};

/// Services that an instance was granted.
enum {
    HW_SERVICE_DATABASE = 1,
    HW_SERVICE_DEVICES = 2,
    HW_SERVICE_EVENTS = 4,
    HW_SERVICE_JOBS = 8,
    HW_SERVICE_LOG = 16,
    HW_SERVICE_METRICS = 32,
    HW_SERVICE_CLOCK = 64,
    HW_SERVICE_HTTP = 128,
    HW_SERVICE_SECRETS = 256,
    HW_SERVICE_MAIL = 512,
    HW_SERVICE_CACHE = 1024,
    HW_SERVICE_NOTARY = 2048
};

/// Functions of the cache, by their places in its table.
enum {
    HW_CACHE_GET = 0,
    HW_CACHE_PUT = 1,
    HW_CACHE_REMOVE = 2,
    HW_CACHE_RELEASE = 3
};

/// Functions of the notary, by their places in its table.
enum {
    HW_NOTARY_SUBMIT = 0,
    HW_NOTARY_RECEIPT = 1,
    HW_NOTARY_PIN = 2,
    HW_NOTARY_PINNED = 3,
    HW_NOTARY_UNPIN = 4
};

/// Defects of a plugin.
enum {
    HW_MISUSE_STALE_COMPLETION = 1  ///< `complete` for a call that is not under way (completed before, or never made).
};

/// The signal by which the host asks a thread of a worker that it is about to end where it is: queued (rt_tgsigqueueinfo) to some threads at
/// once, each with a number of these bits. Each writes its backtrace to descriptor 2 and stops; when as many as were asked have done so, the
/// process ends. It is SIGPROF, which runtimes leave open in threads where they block signals (libdispatch).
#define HW_PLACE_SIGNAL 27

enum {
    HW_PLACE_TURN = 0xFF,       ///< How many are to tell before this one.
    HW_PLACE_COUNT_SHIFT = 8,   ///< From here 8 bits: how many are asked.
    HW_PLACE_ASLEEP = 1 << 16   ///< It waits for something, perhaps for work: then it has nothing to tell.
};

typedef struct hw_frame {
    uint32_t total_bytes;
    uint16_t kind;
    uint16_t reserved;
    uint32_t instance;  ///< Number of the instance in this worker, made by the host; never used twice.
    int32_t status;
    uint64_t id;
    uint64_t call;
    uint64_t value;
    uint32_t first_count;
    uint32_t second_count;
} hw_frame;

/// How a worker is to be confined. All limits: 0 = none.
typedef struct hw_setup {
    uint64_t memory_bytes;      ///< Of private memory.
    uint64_t file_bytes;        ///< Of one file in the scratch folder.
    uint32_t descriptors;
    uint32_t threads;           ///< Of the plugin's making, as far as the kernel counts them.
    uint32_t calls_inline;      ///< 1: `start` and `cancel` on the reading thread; 0: on threads of their own.
    uint32_t niceness;          ///< 0…19
    uint64_t scratch_bytes;     ///< Of all files in the scratch folder together. Their memory is the machine's, not the plugin's.
    uint32_t scratch_files;     ///< Files and folders in it.
    uint32_t call_threads;      ///< Where calls have threads of their own: so many at most, each started when there is work for it, and a
                                ///< STARTED for each `start` that returned. 0: two, and no such STARTED.
} hw_setup;

#ifdef __cplusplus
}
#endif
