import HostEgress
package import HostTenancy

extension GrantRequest {
    /// What is left of this under the operator's restriction.
    package func restricted(by restriction: GrantRestriction?) -> GrantRequest {
        guard let restriction else { return self }
        var kept: Set<GrantItem> = []
        for item in items {
            switch item {
            case .service(let id): if restriction.services?.contains(id) != false { kept.insert(item) }
            case .topic(let name): if restriction.events?.contains(name) != false { kept.insert(item) }
            case .table, .secret: kept.insert(item)
            case .mailToAnybody: if restriction.mailToAnybody != false { kept.insert(item) }
            case .sharedCache: if restriction.sharesCache != false { kept.insert(item) }
            case .egressHost: if restriction.egressHosts == nil { kept.insert(item) }
            case .egressNetwork: if restriction.egressNetworks == nil { kept.insert(item) }
            case .devices(let port): kept.formUnion(Self.devices(port, restriction))
            }
        }
        if kept.contains(.service("hashinsight.http/1")) { kept.formUnion(Self.egress(restriction)) }
        return GrantRequest(kept)
    }

    /// The items that a restriction names one by one: naming them in the operator's own file is consent.
    package func named(in restriction: GrantRestriction?) -> GrantRequest {
        guard let restriction else { return .nothing }
        return GrantRequest(
            restricted(by: restriction).items.filter { item in
                switch item {
                case .service: restriction.services != nil
                case .topic: restriction.events != nil
                case .mailToAnybody: restriction.mailToAnybody == true
                case .sharedCache: restriction.sharesCache == true
                case .egressHost: restriction.egressHosts != nil
                case .egressNetwork: restriction.egressNetworks != nil
                case .devices: restriction.devices == true || restriction.ports != nil
                case .table, .secret: false
                }
            })
    }

    /// What the operator's file says in place of the manifest: a plugin's base URL may be a setting, which no manifest knows.
    private static func egress(_ restriction: GrantRestriction) -> [GrantItem] {
        (restriction.egressHosts ?? []).compactMap(HostPattern.init).map(GrantItem.egressHost)
            + (restriction.egressNetworks ?? []).compactMap { try? NetworkRange($0) }.map(GrantItem.egressNetwork)
    }

    private static func devices(_ port: Int?, _ restriction: GrantRestriction) -> [GrantItem] {
        guard restriction.devices != false else { return [] }
        guard let ports = restriction.ports else { return [.devices(port: port)] }
        guard let port else { return ports.map { .devices(port: $0) } }
        return ports.contains(port) ? [.devices(port: port)] : []
    }
}
