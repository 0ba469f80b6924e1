/// Miners as they stand: racks with shelves and places. Pure.
struct RackMap: Sendable, Equatable {
    /// One rack: its shelves, each with as many places as the fullest needs.
    struct Rack: Sendable, Equatable {
        let name: String
        var shelves: [Shelf] = []
    }

    struct Shelf: Sendable, Equatable {
        let number: Int64
        /// By place from the left, from 1; several where people gave two miners one place, none where nothing stands.
        var places: [[MapMiner]] = []
    }

    /// In the order of the miners.
    private(set) var racks: [Rack] = []
    /// Those without a place, in their order, so many a line.
    private(set) var others: [[MapMiner]] = []

    static let othersPerLine = 24

    /// - Parameter miners: Those with a place first, by rack, row and position; then the others.
    init(_ miners: [MapMiner]) {
        for miner in miners {
            guard let place = miner.place else {
                if others.last.map({ $0.count == RackMap.othersPerLine }) ?? true { others.append([]) }
                others[others.count - 1].append(miner)
                continue
            }
            if racks.last?.name != place.rack { racks.append(Rack(name: place.rack)) }
            let rack = racks.count - 1
            // Shelves that nothing stands on are drawn too, so that the map looks as the rack does.
            while racks[rack].shelves.count < Int(place.row) {
                racks[rack].shelves.append(Shelf(number: Int64(racks[rack].shelves.count + 1)))
            }
            let shelf = Int(place.row) - 1
            while racks[rack].shelves[shelf].places.count < Int(place.position) { racks[rack].shelves[shelf].places.append([]) }
            racks[rack].shelves[shelf].places[Int(place.position) - 1].append(miner)
        }
        for rack in racks.indices {
            let widest = racks[rack].shelves.map(\.places.count).max() ?? 0
            for shelf in racks[rack].shelves.indices {
                let missing = widest - racks[rack].shelves[shelf].places.count
                racks[rack].shelves[shelf].places += Array(repeating: [], count: missing)
            }
        }
    }
}
