/// What a month of hosting costs by a metered contract, with what the host credits for its own downtime and for curtailment.
///
/// Curtailment does not count against the agreed uptime. What that falls short by is credited at the energy price of the whole month.
struct HostedMonth: Sendable, Hashable {
    var machines: Int
    var powerWatts: DoubleDouble
    var hours: DoubleDouble
    var curtailedHours: DoubleDouble
    var downHours: DoubleDouble
    var usdPerKWh: DoubleDouble
    var usdPerMachine: DoubleDouble
    /// 0.97 for an agreed uptime of 97 %.
    var agreedUptime: DoubleDouble
    var curtailmentCreditUSDPerKWh: DoubleDouble
    var taxRate: DoubleDouble

    private var kilowatts: DoubleDouble { powerWatts * Double(machines) / DoubleDouble(1_000) }
    var kWh: DoubleDouble { kilowatts * (hours - curtailedHours - downHours) }
    var energyUSD: DoubleDouble { kWh * usdPerKWh }
    var baseUSD: DoubleDouble { usdPerMachine * Double(machines) }
    var uptimeWithoutCurtailment: DoubleDouble { (hours - curtailedHours - downHours) / (hours - curtailedHours) }
    var uptimeCreditUSD: DoubleDouble {
        let shortfall = agreedUptime - uptimeWithoutCurtailment
        return shortfall > .zero ? shortfall * hours * kilowatts * usdPerKWh : .zero
    }
    var curtailmentCreditUSD: DoubleDouble { kilowatts * curtailedHours * curtailmentCreditUSDPerKWh }
    var subtotalUSD: DoubleDouble { energyUSD + baseUSD - uptimeCreditUSD - curtailmentCreditUSD }
    var taxUSD: DoubleDouble { subtotalUSD * taxRate }
    var totalUSD: DoubleDouble { subtotalUSD + taxUSD }
}
