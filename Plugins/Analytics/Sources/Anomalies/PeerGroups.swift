/// Who is compared with whom. Pure.
struct PeerGroups: Sendable {
    /// The miners of a rack in a site that has others elsewhere, as positions in the window.
    struct Rack: Sendable {
        let site: Int64
        let name: String
        let members: [Int]

        var subject: Anomaly.Subject { .rack(site: site, name: name) }
    }

    private struct Key: Hashable {
        let site: Int64?
        var rack: String?
        var block: String?
    }

    /// The neighbours' group of each miner; nil for one that has too few.
    let groupOfMiner: [Int?]
    /// The members of each group, as positions in the window.
    let members: [[Int]]
    /// The rack that a group is; nil of one that is a block of addresses, a site or the rest.
    let rackOfGroup: [String?]
    /// Racks that can be set beside the rest of their site.
    let racks: [Rack]
    /// The site of the miners, by site, as positions in the window.
    let sites: [(id: Int64, members: [Int])]
    /// Miners of one model.
    let models: [[Int]]

    /// Neighbours stand in one rack of a site; where that is not known or holds too few they share a site and a block of addresses, which is a rack
    /// or a row of them; then the site; then everybody who has no such group.
    init(_ miners: [FleetWindow.Miner], least: Int) {
        var racks: [Key: [Int]] = [:]
        var blocks: [Key: [Int]] = [:]
        var sites: [Key: [Int]] = [:]
        var models: [String: [Int]] = [:]
        for (index, miner) in miners.enumerated() {
            if let rack = miner.rack { racks[Key(site: miner.site, rack: rack), default: []].append(index) }
            blocks[Key(site: miner.site, block: miner.block), default: []].append(index)
            sites[Key(site: miner.site), default: []].append(index)
            models[miner.model, default: []].append(index)
        }
        var groups: [[Int]] = []
        var rackOfGroup: [String?] = []
        var groupOfMiner: [Int?] = Array(repeating: nil, count: miners.count)
        func assign(_ candidates: [(rack: String?, members: [Int])]) {
            for (rack, members) in candidates.sorted(by: { $0.members[0] < $1.members[0] }) where members.count >= least {
                for member in members where groupOfMiner[member] == nil { groupOfMiner[member] = groups.count }
                groups.append(members)
                rackOfGroup.append(rack)
            }
        }
        assign(racks.map { ($0.key.rack, $0.value) })
        assign(blocks.map { (nil, $0.value) })
        assign(sites.filter { $0.key.site != nil }.map { (nil, $0.value) })
        let others = groupOfMiner.indices.filter { groupOfMiner[$0] == nil }
        if !others.isEmpty { assign([(nil, others)]) }
        (self.groupOfMiner, members, self.rackOfGroup) = (groupOfMiner, groups, rackOfGroup)
        self.racks = Self.racks(racks, of: sites, least: least)
        self.sites = sites.compactMap { key, members in key.site.map { ($0, members) } }.sorted { $0.0 < $1.0 }
        self.models = models.values.filter { $0.count >= least }.sorted { $0[0] < $1[0] }
    }

    private static func racks(_ racks: [Key: [Int]], of sites: [Key: [Int]], least: Int) -> [Rack] {
        let found = racks.compactMap { key, members -> Rack? in
            guard let site = key.site, let name = key.rack, members.count >= least, let all = sites[Key(site: site)] else { return nil }
            return all.count - members.count >= least ? Rack(site: site, name: name, members: members) : nil
        }
        return found.sorted { $0.members[0] < $1.members[0] }
    }
}
