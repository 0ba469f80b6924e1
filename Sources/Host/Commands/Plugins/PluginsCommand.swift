import ArgumentParser

/// `hashinsight plugins`: what is there, whether it may be loaded, and the switch.
struct PluginsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plugins", abstract: "List and check plugins; switch them on and off.",
        subcommands: [
            PluginsList.self, PluginsNew.self, PluginsCheck.self, PluginsProbe.self, PluginsTest.self, PluginsCall.self, PluginsEnable.self,
            PluginsDisable.self, PluginsGrant.self, PluginsUsage.self,
            PluginsKeygen.self, PluginsSign.self, PluginsInstall.self, PluginsUpgrade.self, PluginsRollback.self, PluginsUninstall.self,
            PluginsPurge.self,
        ], defaultSubcommand: PluginsList.self)
}
