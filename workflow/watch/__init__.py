"""Who watches the clock: pulses, signs of life, the watchdog and its alarms, the ledger, the figures."""
