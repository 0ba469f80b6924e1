/// Machines of one kind and the terms that they run on.
struct MinerCase: Sendable, Hashable {
    /// Of one machine.
    var hashrateTHs: DoubleDouble
    /// Of one machine, at the wall.
    var powerWatts: DoubleDouble
    var quantity = 1
    /// Share of the time that it runs; it draws power in that time alone. Above 0, at most 1.
    var uptime = DoubleDouble.one
    /// 0 to below 1.
    var poolFee = DoubleDouble.zero
    var contract = HostingContract()
    /// Of one machine.
    var capexUSD = DoubleDouble.zero

    /// J/TH, which is W per TH/s.
    var efficiencyJTH: DoubleDouble { powerWatts / hashrateTHs }
}
