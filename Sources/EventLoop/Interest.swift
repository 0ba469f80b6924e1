internal import CLinux

/// What a descriptor waits for, and what came: readable, writable, hung up, failed.
///
/// `hangup` and `error` come whether asked for or not, as long as the descriptor is registered, even with an empty interest.
package struct Interest: OptionSet, Sendable {
    /// The bits.
    package let rawValue: UInt8

    /// Makes a set from its bits.
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// There is something to read, or the end of the stream.
    package static let read = Interest(rawValue: 1)
    /// Some bytes can be written.
    package static let write = Interest(rawValue: 2)
    /// Both directions are closed.
    package static let hangup = Interest(rawValue: 4)
    /// The descriptor has failed, or epoll does not take it.
    package static let error = Interest(rawValue: 8)

    init(epoll: UInt32) {
        var bits: UInt8 = 0
        if epoll & EPOLLIN.rawValue != 0 { bits |= Interest.read.rawValue }
        if epoll & EPOLLOUT.rawValue != 0 { bits |= Interest.write.rawValue }
        if epoll & EPOLLHUP.rawValue != 0 { bits |= Interest.hangup.rawValue }
        if epoll & EPOLLERR.rawValue != 0 { bits |= Interest.error.rawValue }
        rawValue = bits
    }

    var epoll: UInt32 {
        (contains(.read) ? EPOLLIN.rawValue : 0) | (contains(.write) ? EPOLLOUT.rawValue : 0)
    }
}
