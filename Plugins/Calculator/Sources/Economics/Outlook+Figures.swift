extension Outlook {
    /// The figures of machines under these assumptions. Some fifty multiplications: nothing is allocated.
    func figures(_ one: MinerCase) -> Figures {
        let quantity = Double(one.quantity)
        let hashrateTHs = one.hashrateTHs * quantity
        let runningTHs = hashrateTHs * one.uptime * (DoubleDouble.one - one.poolFee)
        let keptShare = DoubleDouble.one - one.contract.revenueShare
        let keptTHs = runningTHs * keptShare

        let netBTCDay = btcPerTHsDay * runningTHs
        let revenueDay = netBTCDay * network.priceUSD
        let keptDay = revenueDay * keptShare
        let kWhDay = kWhDay(one)
        let energyDay = kWhDay * one.contract.usdPerKWh
        let feeMonth = one.contract.usdPerMachineMonth * quantity
        let feeDay = feeMonth.isZero ? .zero : feeMonth / daysPerMonth
        let fixedDay = energyDay + feeDay
        let billsPower = one.contract.billsPower

        let monthCount = Double(months.count)
        let costMonth = energyDay * daysPerMonth + feeMonth
        let revenue = usdPerTHs * runningTHs
        let kept = usdPerTHs * keptTHs
        let fixed = costMonth * monthCount
        let cash = kept - fixed
        let capex = one.capexUSD * quantity

        return Figures(
            grossBTCDay: btcPerTHsDay * hashrateTHs, netBTCDay: netBTCDay, revenueDay: revenueDay, kWhDay: kWhDay, energyDay: energyDay,
            hostingFeeDay: feeDay, revenueShareDay: revenueDay - keptDay, costDay: fixedDay + (revenueDay - keptDay),
            profitDay: keptDay - fixedDay,
            breakEvenUSDPerKWh: (billsPower ? keptDay - feeDay : keptDay) / kWhDay,
            breakEvenPriceUSD: keptDay.isZero ? nil : fixedDay * network.priceUSD / keptDay,
            capex: capex, netBTC: btcPerTHs * runningTHs, revenue: revenue, cost: fixed + (revenue - kept), cash: cash,
            profit: cash - capex,
            netPresentValue: discountedUSDPerTHs * keptTHs - annuity * costMonth - capex,
            returnPercent: capex.isZero ? nil : (cash - capex) / capex * 100.0,
            paybackMonth: payback(keptTHs: keptTHs, costMonth: costMonth, capex: capex),
            breakEvenPriceOverMonthsUSD: kept.isZero ? nil : (fixed + capex) * network.priceUSD / kept)
    }

    /// Cash at the end of each month, for charts and the internal rate of return.
    func cash(_ one: MinerCase) -> CashFlows {
        let quantity = Double(one.quantity)
        return CashFlows(
            series: usdPerTHsMonth,
            scale: one.hashrateTHs * quantity * one.uptime * (DoubleDouble.one - one.poolFee)
                * (DoubleDouble.one - one.contract.revenueShare),
            cost: kWhDay(one) * one.contract.usdPerKWh * daysPerMonth + one.contract.usdPerMachineMonth * quantity)
    }

    private func kWhDay(_ one: MinerCase) -> DoubleDouble {
        one.powerWatts * one.uptime * (Double(one.quantity) * 24) / DoubleDouble(1_000.0)
    }

    /// The first month that ends with at least `capex`. Doubles find it; where they are too close to say, all digits decide.
    private func payback(keptTHs: DoubleDouble, costMonth: DoubleDouble, capex: DoubleDouble) -> Int? {
        guard !capex.isZero else { return nil }
        let size = capex.double + keptTHs.double * (nearbyRunning.last ?? 0) + costMonth.double * Double(nearbyRunning.count)
        let tolerance = 1e-12 * size
        // What all digits cannot tell apart counts as reached.
        let reached = capex - DoubleDouble(1e-28 * size)
        for index in nearbyRunning.indices {
            let lead = keptTHs.double * nearbyRunning[index] - costMonth.double * Double(index + 1) - capex.double
            if lead < -tolerance { continue }
            if lead > tolerance { return index + 1 }
            if keptTHs * runningUSDPerTHs[index] - costMonth * Double(index + 1) >= reached { return index + 1 }
        }
        return nil
    }
}
