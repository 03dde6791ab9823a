module belfry/tool

go 1.24
