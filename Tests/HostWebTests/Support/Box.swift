import Synchronization

/// A value that a closure leaves behind.
final class Box<Value: Sendable>: Sendable {
    private let kept = Mutex<Value?>(nil)
    func set(_ value: Value) { kept.withLock { $0 = value } }
    var value: Value? { kept.withLock { $0 } }
}
