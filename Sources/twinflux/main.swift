import TwinFlux
print("twinflux")
