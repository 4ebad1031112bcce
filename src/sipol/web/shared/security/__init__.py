"""How somebody signs in: second factors, recovery codes, and the devices that are signed in."""
