import Synchronization

/// One place of the call table. Its memory lives as long as the table, so that a stale id may be looked at safely.
struct CallSlot: ~Copyable {
    /// Generation in the upper half, a ``State`` in the lower.
    let word = Atomic<UInt64>(UInt64(1) << 32)
    /// Handle of the instance that may use the id.
    let owner = Atomic<UInt64>(0)
    let deadlineNanos = Atomic<UInt64>(.max)
    /// Next free slot plus one; 0 ends the list.
    let nextFree = Atomic<UInt32>(0)
    /// Written while preparing, taken by whoever moves the word to `claimed` or left there by the thread that keeps the slot, retained under
    /// `…Held`.
    var entry: CallEntry?

    enum State {
        static let free: UInt64 = 0
        /// Under way: nobody was answered yet.
        static let open: UInt64 = 1
        /// Under way, and somebody is retaining the entry just now.
        static let openHeld: UInt64 = 2
        /// The caller was answered without the plugin; its completion is still owed.
        static let owed: UInt64 = 3
        static let owedHeld: UInt64 = 4
        /// Somebody is ending it.
        static let claimed: UInt64 = 5
    }
}
