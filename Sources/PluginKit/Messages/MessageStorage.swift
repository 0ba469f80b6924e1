/// The bytes of a message, written once when they are made.
///
/// A buffer of this type's own is allocated by one call; an array would first look its metadata up, which takes longer than the copy.
final class MessageStorage: ManagedBuffer<Int, UInt8> {
    static func make(copying source: UnsafeRawBufferPointer) -> MessageStorage {
        let made = create(minimumCapacity: source.count) { _ in source.count }
        made.withUnsafeMutablePointerToElements { target in
            UnsafeMutableRawBufferPointer(start: target, count: source.count).copyMemory(from: source)
        }
        return unsafeDowncast(made, to: MessageStorage.self)
    }

    /// Valid within `body`.
    func read<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        withUnsafeMutablePointers { body(UnsafeRawBufferPointer(start: $1, count: $0.pointee)) }
    }
}
