import PluginKit

/// Miners that people set offline while a plan has them.
extension PlanTick {
    /// Lets them go at once. Such a miner is seen no more, so nobody knows whether it still sheds, and another may answer at its address, so it
    /// is not told to wake either. The time since it was last added up is not credited: when in it the miner was set offline is not known.
    mutating func letGoOffline() {
        var gone: [String] = []
        for place in miners.indices where miners[place].isOffline && !miners[place].state.isSettled {
            let maySleep = miners[place].isReduced || miners[place].state == .ordered
            miners[place].state = maySleep ? .stuck : .released
            miners[place].why = DeviceMessage(maySleep ? .setOfflineAsleep : .setOffline)
            miners[place].close(at: now)
            gone.append(miners[place].serialNumber)
        }
        if !gone.isEmpty { note(.disobeyed, .miners("set_offline", gone, "were set offline and are let go")) }
    }
}
