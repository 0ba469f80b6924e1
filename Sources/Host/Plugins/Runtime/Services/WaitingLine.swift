/// Places for so many at a time, and a bounded line of those that wait for one, first come first served. Pure.
struct WaitingLine<Element> {
    typealias Ticket = UInt64

    /// What became of somebody who came.
    enum Entry: Equatable {
        /// Has a place.
        case admitted
        /// Waits; the ticket names the place in the line.
        case waiting(Ticket)
        /// The line is full.
        case refused
    }

    /// May change: fewer places are not filled again, more are when somebody comes or goes.
    var places: Int
    let maximumWaiting: Int
    let maximumWaitingBytes: Int

    private(set) var taken = 0
    private(set) var waitingBytes = 0
    private var waiting: [Ticket: (element: Element, bytes: Int)] = [:]
    /// Tickets in their order, from `head` on, with those that left the line early.
    private var order: [Ticket] = []
    private var head = 0
    private var lastTicket: Ticket = 0

    /// - Parameters:
    ///   - places: How many have a place at once, 1 or more.
    ///   - maximumWaitingBytes: Over all that wait; a single one may be larger.
    init(places: Int, maximumWaiting: Int, maximumWaitingBytes: Int) {
        self.places = places
        self.maximumWaiting = maximumWaiting
        self.maximumWaitingBytes = maximumWaitingBytes
    }

    var waitingCount: Int { waiting.count }

    /// Those that wait, in no order.
    var waitingElements: some Sequence<Element> { waiting.values.lazy.map(\.element) }

    /// Takes a place, or one in the line.
    mutating func enter(_ element: Element, bytes: Int) -> Entry {
        if taken < places, waiting.isEmpty {
            taken += 1
            return .admitted
        }
        guard waiting.count < maximumWaiting, waiting.isEmpty || bytes <= maximumWaitingBytes - waitingBytes else { return .refused }
        compact()
        lastTicket += 1
        waiting[lastTicket] = (element, bytes)
        waitingBytes += bytes
        order.append(lastTicket)
        return .waiting(lastTicket)
    }

    /// Gives a place back. - Returns: who has it now; nil: nobody waits.
    mutating func leave() -> Element? {
        if taken > places {
            taken -= 1
            return nil
        }
        while head < order.count {
            head += 1
            if let next = remove(order[head - 1]) { return next }
        }
        taken -= 1
        return nil
    }

    /// Gives those that wait the places that came with a larger number of them, in order.
    mutating func fill() -> [Element] {
        var admitted: [Element] = []
        while taken < places, head < order.count {
            head += 1
            if let next = remove(order[head - 1]) {
                taken += 1
                admitted.append(next)
            }
        }
        return admitted
    }

    /// Takes somebody out of the line; nil if he is not in it any more.
    mutating func remove(_ ticket: Ticket) -> Element? {
        guard let (element, bytes) = waiting.removeValue(forKey: ticket) else { return nil }
        waitingBytes -= bytes
        return element
    }

    /// Takes all out of the line of whom something is true, in their order.
    mutating func remove(where isMeant: (Element) -> Bool) -> [Element] {
        order[head...].filter { waiting[$0].map { isMeant($0.element) } ?? false }.compactMap { remove($0) }
    }

    /// Tickets of those that are gone must not pile up.
    private mutating func compact() {
        guard order.count > 2 * waiting.count + 64 else { return }
        order = order[head...].filter { waiting[$0] != nil }
        head = 0
    }
}
