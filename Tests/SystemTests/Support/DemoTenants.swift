/// The demo's tenants, with their networks narrowed to this process's simulated miners.
enum DemoTenants {
    static let clients = ["alpha", "beta", "gamma", "delta", "epsilon"]

    /// - Parameter others: More plugins that each tenant has: `greeter`, `counter`.
    static func yaml(with others: [String] = []) -> String {
        let more = others.map { ", \($0): {}" }.joined()
        // Short limits: a dead miner must not make a round long.
        let settings = "settings: {connect_timeout_millis: 500, reply_timeout_millis: 1000}"
        let plugins = "    plugins: {hosting: {networks: [\(Loopback.fleetAddress)/32], \(settings)}\(more)}\n"
        func tenant(_ id: String, _ facts: String, members: String) -> String { "  - id: \(id)\n    \(facts)\n    members: [\(members)]\n" }
        func owner(_ id: String) -> String { "{email: \(id)@demo.test, role: owner}" }
        return tenant("operator", "kind: operator", members: owner("operator") + ", {email: watcher@demo.test, role: guest}")
            + tenant("north", "kind: provider", members: owner("north")) + plugins
            + tenant("alpha", "kind: client\n    parent: north", members: owner("alpha") + ", {email: alpha-guest@demo.test, role: guest}")
            + plugins
            + tenant("beta", "kind: client\n    parent: north", members: owner("beta")) + plugins
            + tenant("south", "kind: provider", members: owner("south")) + plugins
            + ["gamma", "delta", "epsilon"].map { tenant($0, "kind: client\n    parent: south", members: owner($0)) + plugins }.joined()
    }
}
