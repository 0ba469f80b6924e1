/// Carries something that belongs to one loop through a closure that runs on that loop.
///
/// `@unchecked Sendable`: whoever makes one promises that only the loop's thread opens it.
struct LoopBox<Value>: @unchecked Sendable {
    let value: Value

    init(_ value: Value) { self.value = value }
}
