internal import CCurl
internal import Glibc

/// The sockets of outgoing requests.
enum HTTPSocket {
    /// A socket that blocks nobody and that no child process inherits; -1 without a descriptor.
    static func open(family: Int32, type: Int32, protocol number: Int32) -> Int32 {
        curl_open_nonblocking_socket(family, type, number)
    }

    /// A write to a connection that the other side has closed is an error of the call, on this thread, and not the end of the process.
    static func ignoreBrokenPipesOnThisThread() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }
}
