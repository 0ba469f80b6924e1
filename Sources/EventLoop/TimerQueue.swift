/// Timers of one loop: a binary heap by due time. Cancelled ones stay in the heap as husks until they come up or outnumber the living.
final class TimerQueue {
    private struct Entry {
        var atNanos: UInt64
        var identifier: UInt64
    }

    private var heap: [Entry] = []
    private var work: [UInt64: @Sendable () -> Void] = [:]

    /// Timers that will still run.
    var count: Int { work.count }

    /// When the next timer is due, or nil without one. A cancelled one at the top is dropped on the way.
    var nextNanos: UInt64? {
        while let first = heap.first {
            if work[first.identifier] != nil { return first.atNanos }
            removeFirst()
        }
        return nil
    }

    func insert(_ identifier: UInt64, atNanos: UInt64, _ work: @escaping @Sendable () -> Void) {
        self.work[identifier] = work
        heap.append(Entry(atNanos: atNanos, identifier: identifier))
        siftUp(heap.count - 1)
    }

    func cancel(_ identifier: UInt64) {
        guard work.removeValue(forKey: identifier) != nil else { return }
        if heap.count > 64 && heap.count > 2 * work.count { compact() }
    }

    /// Runs what is due at `nowNanos`, earliest first; timers inserted meanwhile wait for the next call.
    func runDue(nowNanos: UInt64) {
        var due: [UInt64] = []
        while let first = heap.first, first.atNanos <= nowNanos {
            removeFirst()
            due.append(first.identifier)
        }
        // Taken one by one, since a timer may cancel a later one.
        for identifier in due { work.removeValue(forKey: identifier)?() }
    }

    func removeAll() {
        heap.removeAll()
        work.removeAll()
    }

    private func compact() {
        heap.removeAll { work[$0.identifier] == nil }
        for index in stride(from: heap.count / 2 - 1, through: 0, by: -1) { siftDown(index) }
    }

    private func isEarlier(_ left: Entry, _ right: Entry) -> Bool {
        left.atNanos != right.atNanos ? left.atNanos < right.atNanos : left.identifier < right.identifier
    }

    private func removeFirst() {
        let last = heap.removeLast()
        guard !heap.isEmpty else { return }
        heap[0] = last
        siftDown(0)
    }

    private func siftUp(_ start: Int) {
        var index = start
        while index > 0 {
            let parent = (index - 1) / 2
            guard isEarlier(heap[index], heap[parent]) else { return }
            heap.swapAt(index, parent)
            index = parent
        }
    }

    private func siftDown(_ start: Int) {
        var index = start
        while true {
            var smallest = index
            let left = 2 * index + 1
            if left < heap.count && isEarlier(heap[left], heap[smallest]) { smallest = left }
            if left + 1 < heap.count && isEarlier(heap[left + 1], heap[smallest]) { smallest = left + 1 }
            guard smallest != index else { return }
            heap.swapAt(index, smallest)
            index = smallest
        }
    }
}
