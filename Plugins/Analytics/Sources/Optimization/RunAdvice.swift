/// What is suggested for one miner, with what it rests on. Pure.
struct RunAdvice: Equatable, Sendable {
    /// The words of the API.
    enum Kind: String, CaseIterable, Sendable {
        case sleep, run
        case runInHours = "run_in_hours"
    }

    /// Why; the words of the API.
    enum Reason: String, CaseIterable, Sendable {
        /// It earns more than its power costs in each hour.
        case pays
        /// In none.
        case neverPays = "never_pays"
        /// In some.
        case paysInHours = "pays_in_hours"
        /// It would pay in more hours than it runs, but what the site may draw earns more elsewhere.
        case capped
    }

    let kind: Kind
    let reason: Reason
    /// Hours in which the miner earns more than its power costs, and those in which the plan lets it run.
    let hoursPaying: Int
    let hoursRunning: Int
    let earnsUSDDay: Double
    /// Its power through all hours of the day.
    let costsUSDDay: Double
    /// USD a kWh above which it does not pay.
    let breakEven: Double

    /// Of one miner in a plan, at a hashprice in USD a PH/s and day, fees taken off.
    init(_ miner: OptimizedMiner, at index: Int, in plan: RunPlan, hashprice: Double) {
        breakEven = miner.breakEven(hashprice: hashprice)
        earnsUSDDay = miner.revenueAnHour(hashprice: hashprice) * Double(plan.hours.count)
        costsUSDDay = plan.hours.reduce(0) { $0 + $1.price } * miner.powerWatts / 1_000
        hoursRunning = plan.hours.count { $0.runs[index] }
        hoursPaying = plan.hours.count { RunPlan.profit(miner, price: $0.price, hashprice: hashprice) > 0 }
        kind = hoursRunning == 0 ? .sleep : hoursRunning == plan.hours.count ? .run : .runInHours
        reason =
            hoursRunning < hoursPaying
            ? .capped : hoursPaying == 0 ? .neverPays : hoursPaying == plan.hours.count ? .pays : .paysInHours
    }

    /// The reason in a sentence, with its figures.
    var explanation: String {
        let (earns, costs) = (DisplayNumber.text(earnsUSDDay, 2), DisplayNumber.text(costsUSDDay, 2))
        let limit = DisplayNumber.text(breakEven, 4)
        return switch reason {
        case .pays: "Earns \(earns) USD a day for \(costs) USD of power: it pays up to \(limit) USD a kWh."
        case .neverPays: "Earns \(earns) USD a day for \(costs) USD of power: it pays below \(limit) USD a kWh only."
        case .paysInHours: "Pays in the \(hoursPaying) hours in which a kWh costs less than \(limit) USD."
        case .capped: "Would pay in \(hoursPaying) hours, but in \(hoursPaying - hoursRunning) of them others earn more within the cap."
        }
    }
}
