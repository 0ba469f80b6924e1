import CLinux
import EventLoop
import Glibc
import Synchronization

/// Reads one byte a call and tells all when the other side has closed.
///
/// `@unchecked Sendable`: set up on the loop and used there alone; `calls` is read after the loop has ended.
final class Reader: EventHandler, @unchecked Sendable {
    private let loop: EventLoop
    private let descriptor: Int32
    private var received: [UInt8] = []
    var finished: ([UInt8]) -> Void = { _ in }
    private(set) var calls = 0

    init(loop: EventLoop, descriptor: Int32) {
        self.loop = loop
        self.descriptor = descriptor
    }

    func ready(_ events: Interest) {
        calls += 1
        var byte: UInt8 = 0
        if read(descriptor, &byte, 1) == 1 {
            received.append(byte)
        } else {
            loop.unregister(descriptor)
            finished(received)
        }
    }
}

/// Counts its calls.
///
/// `@unchecked Sendable`: used on the loop alone, read after the loop has ended.
final class Recorder: EventHandler, @unchecked Sendable {
    var onReady: () -> Void = {}
    var isRegistered = false
    var keep: Int32 = -1
    private(set) var calls = 0
    private(set) var last: Interest = []

    func ready(_ events: Interest) {
        calls += 1
        last = events
        onReady()
    }
}

/// A mutex on the heap, so that closures can share it.
final class Shared<Value: Sendable>: Sendable {
    private let mutex: Mutex<Value>

    init(_ value: Value) { mutex = Mutex(value) }

    var value: Value { mutex.withLock { $0 } }

    func change(_ body: (inout sending Value) -> Void) { mutex.withLock { body(&$0) } }
}

struct SocketPairError: Error {
    let errorNumber: Int32
}

/// Two connected non-blocking stream sockets.
func socketPair() throws(SocketPairError) -> (Int32, Int32) {
    var descriptors: [Int32] = [0, 0]
    let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
    guard socketpair(AF_UNIX, kind, 0, &descriptors) == 0 else { throw SocketPairError(errorNumber: errno) }
    return (descriptors[0], descriptors[1])
}
