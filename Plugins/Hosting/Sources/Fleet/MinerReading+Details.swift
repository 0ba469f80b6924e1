import PluginKit

extension MinerReading {
    /// Writes what the detail page shows beyond the columns: boards, fans, rates, pools, faults.
    func writeDetails(to json: inout JSONWriter) {
        json.object { json in
            json.field("algorithm", algorithm.rawValue)
            json.field("is_partial", isPartial)
            json.field("nominal_hashrate", nominalHashrate)
            json.field("ambient_celsius", ambientTemperatureCelsius)
            json.field("power_limit_watts", powerLimitWatts)
            json.field("frequency_mhz", frequencyMHz)
            json.field("voltage_volts", voltageVolts)
            json.array("rates") { json in
                for rate in hashrates {
                    json.object { json in
                        json.field("window", rate.window.label)
                        json.field("value", rate.value)
                        json.field("unit", rate.unit.rawValue)
                    }
                }
            }
            json.array("boards") { json in
                for board in boards { board.write(to: &json) }
            }
            json.array("fans") { json in
                for fan in fans {
                    json.object { json in
                        json.field("index", fan.index)
                        json.field("rpm", fan.rpm)
                        json.field("percent", fan.percent)
                    }
                }
            }
            json.field("has_all_pools", hasAllPools)
            json.array("pools") { json in
                for pool in pools where !pool.url.isEmpty {
                    json.object { json in
                        json.field("index", pool.index)
                        json.field("url", pool.url)
                        json.field("user", pool.user)
                        json.field("status", pool.status.rawValue)
                        json.field("is_active", pool == activePool)
                        json.field("is_developer_fee", pool.isDeveloperFee)
                        json.field("accepted", pool.accepted)
                        json.field("rejected", pool.rejected)
                    }
                }
            }
            json.array("errors") { json in
                for code in errorCodes { json.value(code) }
            }
            json.array("warnings") { json in
                for warning in warnings { json.value("\(warning.kind.rawValue): \(warning.detail)") }
            }
        }
    }
}

extension BoardReading {
    fileprivate func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("index", index)
            json.field("hashrate", hashrate)
            json.field("nominal_hashrate", nominalHashrate)
            json.field("chip_celsius", chipTemperatureCelsius)
            json.field("board_celsius", boardTemperatureCelsius)
            json.field("frequency_mhz", frequencyMHz)
            json.field("voltage_volts", voltageVolts)
            json.field("power_watts", powerWatts)
            json.field("chips", chips)
            json.field("hardware_errors", hardwareErrors)
        }
    }
}
