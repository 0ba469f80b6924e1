/// What `get_miner_conf.cgi` answers, in the shape that an Antminer S21 gave.
enum BitmainConfiguration {
    private static let slots = 3

    static func text(_ state: DeviceState) -> String {
        let told = state.pools ?? [SimulatedPool(url: "stratum+tcp://stratum.example.com:3333", user: "demo.worker", password: "x")]
        let pools = (0..<slots).map { slot -> String in
            let pool = slot < told.count ? told[slot] : SimulatedPool(url: "", user: "", password: "")
            return "\t\t{\n\t\t\t\"url\": \"\(pool.url)\",\n\t\t\t\"user\": \"\(pool.user)\",\n\t\t\t\"pass\": \"\(pool.password)\"\n\t\t}"
        }
        return """
            {
            \t"pools": [
            \(pools.joined(separator: ",\n"))
            \t],
            \t"api-listen": true,
            \t"api-network": true,
            \t"api-groups": "A:stats:pools:devs:summary:version",
            \t"api-allow": "A:0/0,W:*",
            \t"bitmain-fan-ctrl": false,
            \t"bitmain-fan-pwm": "100",
            \t"bitmain-use-vil": true,
            \t"bitmain-freq": "200",
            \t"bitmain-voltage": "1320",
            \t"bitmain-ccdelay": "0",
            \t"bitmain-pwth": "3",
            \t"bitmain-work-mode": "\(state.isAsleep ? "1" : state.workMode)",
            \t"bitmain-hashrate-percent": "100",
            \t"bitmain-freq-level": "100"
            }

            """
    }

    /// The pools of a configuration.
    static func pools(in text: String) -> [SimulatedPool] { SimulatedPool.list(in: text, password: "pass") }
}
