/// The demo's tenants, with their networks narrowed to this process's simulated miners.
enum DemoTenants {
    static let clients = ["alpha", "beta", "gamma", "delta", "epsilon"]

    /// - Parameters:
    ///   - others: More plugins that each tenant has: `greeter`, `counter`.
    ///   - greetsApart: The greeter of each tenant greets by its name, as ``greeting(of:)`` says.
    static func yaml(with others: [String] = [], greetsApart: Bool = false) -> String {
        func more(_ tenant: String) -> String {
            others.map { $0 == "greeter" && greetsApart ? ", greeter: {settings: {greeting: \(greeting(of: tenant))}}" : ", \($0): {}" }
                .joined()
        }
        // Short limits: a dead miner must not make a round long.
        let settings = "settings: {connect_timeout_millis: 500, reply_timeout_millis: 1000}"
        func plugins(_ tenant: String) -> String {
            "    plugins: {hosting: {networks: [\(Loopback.fleetAddress)/32], \(settings)}\(more(tenant))}\n"
        }
        func tenant(_ id: String, _ facts: String, members: String) -> String { "  - id: \(id)\n    \(facts)\n    members: [\(members)]\n" }
        func owner(_ id: String) -> String { "{email: \(id)@demo.test, role: owner}" }
        return tenant("operator", "kind: operator", members: owner("operator") + ", {email: watcher@demo.test, role: guest}")
            + tenant("north", "kind: provider", members: owner("north")) + plugins("north")
            + tenant("alpha", "kind: client\n    parent: north", members: owner("alpha") + ", {email: alpha-guest@demo.test, role: guest}")
            + plugins("alpha")
            + tenant("beta", "kind: client\n    parent: north", members: owner("beta")) + plugins("beta")
            + tenant("south", "kind: provider", members: owner("south")) + plugins("south")
            + ["gamma", "delta", "epsilon"].map { tenant($0, "kind: client\n    parent: south", members: owner($0)) + plugins($0) }.joined()
    }

    /// What only this tenant's greeter says.
    static func greeting(of tenant: String) -> String { "Hello from \(tenant)" }
}
